import { createDatabase, type TestDatabase } from '@wissil/testkit';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuditTrail } from '../audit/index.ts';
import { ANONYMOUS } from '../auth/index.ts';
import { createLogger } from '../logging/index.ts';
import { type KeyedList, loadKeyedPage } from './keyed-page.ts';
import type { PageArguments } from './page.ts';
import { Loaders } from './request-context.ts';

const list: KeyedList = { table: 'child', keyColumn: 'parent', orderColumn: 'at' };
/** Parents with 0, 1, 7 and 30 rows; many rows share their instant, so that `id` has to decide. */
const rows = [1, 7, 30].flatMap((count) =>
  Array.from({ length: count }, (_, index) => ({
    id: `p${count}-${String(index).padStart(2, '0')}`,
    parent: `p${count}`,
    at: Math.floor(index / 4),
  })),
);

let database: TestDatabase;
let client: pg.Client;
let statements = 0;

beforeAll(async () => {
  database = await createDatabase();
  client = new pg.Client(database.url);
  await client.connect();
  await client.query('CREATE TABLE child (id text PRIMARY KEY, parent text NOT NULL, at int NOT NULL)');
  for (const row of rows) await client.query('INSERT INTO child VALUES ($1, $2, $3)', [row.id, row.parent, row.at]);
});

afterAll(async () => {
  await client.end();
  await database[Symbol.asyncDispose]();
});

function newContext() {
  const $queryRawUnsafe = async <Result>(query: string, ...values: unknown[]): Promise<Result> => {
    statements++;
    return (await client.query(query, values)).rows as Result;
  };
  const logger = createLogger({ level: 'silent', name: 'test' });
  const audit = new AuditTrail('test', async () => undefined, logger);
  const denied = async () => undefined;
  return { caller: ANONYMOUS, requestId: 'r', logger, signal: undefined, loaders: new Loaders(), audit, denied, db: { $queryRawUnsafe } };
}

const toNode = (row: Record<string, unknown>) => ({ id: String(row['id']) });
const newestFirst = (parent: string) =>
  rows
    .filter((row) => row.parent === parent)
    .sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1))
    .map((row) => row.id);

describe('pages of many parents', () => {
  it('[SHAPE-1] fifty parents cost one SQL statement, like one parent', async () => {
    const context = newContext();
    statements = 0;
    const keys = ['p0', 'p1', 'p7', 'p30', ...Array.from({ length: 46 }, (_, index) => `none${index}`)];
    const pages = await Promise.all(keys.map((key) => loadKeyedPage(context, { list, key, args: { first: 5 }, toNode })));
    expect(statements).toBe(1);
    expect(pages.slice(0, 4).map((page) => [page.totalCount, page.edges.map((edge) => edge.node.id), page.pageInfo.hasNextPage])).toEqual([
      [0, [], false],
      [1, newestFirst('p1'), false],
      [7, newestFirst('p7').slice(0, 5), true],
      [30, newestFirst('p30').slice(0, 5), true],
    ]);
  });

  it('[SHAPE-1] walking in either direction visits every row once, newest first, although many share their instant', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 12 }), fc.boolean(), async (size, backward) => {
        const seen: string[] = [];
        let cursor: string | null = null;
        for (;;) {
          const args: PageArguments = backward ? { last: size, before: cursor } : { first: size, after: cursor };
          const page = await loadKeyedPage(newContext(), { list, key: 'p30', args, toNode });
          const ids = page.edges.map((edge) => edge.node.id);
          if (backward) seen.unshift(...ids);
          else seen.push(...ids);
          if (!(backward ? page.pageInfo.hasPreviousPage : page.pageInfo.hasNextPage)) break;
          cursor = backward ? page.pageInfo.startCursor : page.pageInfo.endCursor;
        }
        expect(seen).toEqual(newestFirst('p30'));
      }),
      { numRuns: 12 },
    );
  });

  it('[SHAPE-1] a page beyond the end is empty and still knows the total', async () => {
    const last = newestFirst('p7').at(-1) as string;
    const page = await loadKeyedPage(newContext(), { list, key: 'p7', args: { first: 3, after: last }, toNode });
    expect(page).toMatchObject({ edges: [], totalCount: 7, pageInfo: { hasNextPage: false } });
  });

  it('[SHAPE-1] a hostile cursor is only a value', async () => {
    const page = await loadKeyedPage(newContext(), { list, key: 'p7', args: { first: 3, after: "x'; DROP TABLE child; --" }, toNode });
    expect(page.edges).toEqual([]);
    expect((await client.query('SELECT count(*)::int AS n FROM child')).rows[0].n).toBe(rows.length);
  });
});
