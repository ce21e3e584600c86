import { createDatabase, type TestDatabase } from '@wissil/testkit';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InvalidInputError } from '../errors/index.ts';
import { type ListQuery, loadListPage } from './list-page.ts';
import type { PageArguments } from './page.ts';

interface Row {
  id: string;
  at: number;
}

/** Many share their instant, so that `id` has to decide. */
const rows: Row[] = Array.from({ length: 30 }, (_, index) => ({ id: `r${String(index).padStart(2, '0')}`, at: Math.floor(index / 4) }));
const newestFirst = rows.toSorted((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1)).map((row) => row.id);

let database: TestDatabase;
let client: pg.Client;
let statements: string[] = [];

beforeAll(async () => {
  database = await createDatabase();
  client = new pg.Client(database.url);
  await client.connect();
  await client.query('CREATE TABLE row (id text PRIMARY KEY, at int NOT NULL)');
  for (const row of rows) await client.query('INSERT INTO row VALUES ($1, $2)', [row.id, row.at]);
});

afterAll(async () => {
  await client.end();
  await database[Symbol.asyncDispose]();
});

async function query<Result extends pg.QueryResultRow>(sql: string, ...values: unknown[]): Promise<Result[]> {
  statements.push(sql);
  return (await client.query<Result>(sql, values)).rows;
}

/** As Prisma means `take`, `skip` and `cursor`: a negative `take` counts from the end, and the rows keep their order. */
async function find({ take, skip = 0, cursor }: ListQuery): Promise<Row[]> {
  const [direction, from] = take < 0 ? ['ASC', '>='] : ['DESC', '<='];
  const found = await query<Row>(
    `SELECT * FROM row WHERE $1::text IS NULL OR (at, id) ${from} (SELECT at, id FROM row WHERE id = $1)
     ORDER BY at ${direction}, id ${direction} LIMIT $2 OFFSET $3`,
    cursor?.id ?? null,
    Math.abs(take),
    skip,
  );
  return take < 0 ? found.toReversed() : found;
}

const count = async () => (await query<{ n: number }>('SELECT count(*)::int AS n FROM row'))[0]?.n ?? 0;
const page = (args: PageArguments) => loadListPage<Row>(args, { find, count });

describe('pages of a root list', () => {
  it('[SHAPE-1] walking in either direction visits every row once, newest first, although many share their instant', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 31 }), fc.boolean(), async (size, backward) => {
        const seen: string[] = [];
        let cursor: string | null = null;
        for (;;) {
          const { edges, pageInfo } = await page(backward ? { last: size, before: cursor } : { first: size, after: cursor });
          const ids = edges.map((edge) => edge.node.id);
          if (backward) seen.unshift(...ids);
          else seen.push(...ids);
          expect([pageInfo.startCursor, pageInfo.endCursor]).toEqual([ids[0], ids.at(-1)]);
          expect(backward ? pageInfo.hasNextPage : pageInfo.hasPreviousPage).toBe(cursor !== null);
          if (!(backward ? pageInfo.hasPreviousPage : pageInfo.hasNextPage)) break;
          cursor = backward ? pageInfo.startCursor : pageInfo.endCursor;
        }
        expect(seen).toEqual(newestFirst);
      }),
      { numRuns: 12 },
    );
  });

  it('[SHAPE-1] a page costs one SQL statement, and its total a second one where it is asked for', async () => {
    statements = [];
    const first = await page({ first: 5 });
    expect(statements).toHaveLength(1);
    expect(first).toMatchObject({ pageInfo: { hasNextPage: true, hasPreviousPage: false } });
    await expect(first.totalCount).resolves.toBe(30);
    expect(statements).toHaveLength(2);
  });

  it('[SHAPE-1] a page beyond the end is empty and has no cursors', async () => {
    expect(await page({ first: 3, after: newestFirst.at(-1) })).toMatchObject({
      edges: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: true, startCursor: null, endCursor: null },
    });
  });

  it.each(["x'; DROP TABLE row; --", '', '\u{1f600}', 'r00 ', `r${'0'.repeat(100_000)}`])(
    '[SHAPE-1] nothing follows a hostile cursor, which is only a value: %j',
    async (cursor) => {
      expect((await page({ first: 3, after: cursor })).edges).toEqual([]);
      expect((await page({ last: 3, before: cursor })).edges).toEqual([]);
      expect(await count()).toBe(rows.length);
    },
  );

  it.each([{ first: -1 }, { first: 201 }, { last: 201 }, { first: 1, last: 1 }])(
    '[SHAPE-1] a page that cannot be given is refused before any SQL: %o',
    async (args) => {
      statements = [];
      await expect(page(args)).rejects.toThrow(InvalidInputError);
      expect(statements).toEqual([]);
    },
  );
});
