import { loadListPage, type Page, type PageArguments } from '@wissil/platform/graphql';
import type { AuditEntry, PrismaClient } from '../../generated/prisma/client.ts';
import type { AuditChain, ChainPoint } from './audit-chain.ts';
import { type AuditFilter, conditionOf, parseAuditFilter } from './audit-filter.ts';
import { entryId, sequenceOf, sequenceOfCursor } from './audit-id.ts';
import { entryOf, type Query, readEntries, readHead } from './audit-rows.ts';
import { type ChainVerification, verifyChain } from './verify-chain.ts';

/** The most that `totalCount` counts under a filter, so that it costs what a page costs. */
const MOST_COUNTED = 10_000;

/** Values that a filter menu offers. */
const MOST_FACETS = 200;

export interface AuditFacets {
  operations: string[];
  systems: string[];
  /** With the name of each one's newest entry. */
  actors: { id: string; name: string }[];
}

/** What those who may read the audit log read of it. */
export class AuditLog {
  readonly #db: PrismaClient;
  readonly #chain: AuditChain;
  #verifying: Promise<ChainVerification> | undefined;

  constructor(options: { db: PrismaClient; chain: AuditChain }) {
    this.#db = options.db;
    this.#chain = options.chain;
  }

  async byIds(ids: readonly string[]): Promise<(AuditEntry | null)[]> {
    const rows = await this.#db.auditEntry.findMany({ where: { sequence: { in: ids.map(sequenceOf) } } });
    const found = new Map(rows.map((row) => [entryId(row.sequence), row]));
    return ids.map((id) => found.get(id) ?? null);
  }

  /**
   * Newest first, by key: a page costs the same however far down it is. `totalCount` is exact where there is no filter, and counts to
   * MOST_COUNTED where there is one.
   * @throws InvalidInputError
   */
  async page(args: PageArguments, given: unknown): Promise<Page<AuditEntry & { id: string }>> {
    const { sql, values, isEmpty } = conditionOf(parseAuditFilter(given));
    return loadListPage(args, {
      find: async ({ take, cursor }) => {
        const backward = take < 0;
        const beyond = cursor ? `AND sequence ${backward ? '>' : '<'} $${values.length + 2}::bigint` : '';
        const statement = `SELECT * FROM audit_entry WHERE ${sql} ${beyond} ORDER BY sequence ${backward ? 'ASC' : 'DESC'} LIMIT $${values.length + 1}::int`;
        const rows = await this.#query(statement, [...values, Math.abs(take), ...(cursor ? [sequenceOfCursor(cursor.id)] : [])]);
        const entries = rows.map(entryOf).map((entry) => ({ ...entry, id: entryId(entry.sequence) }));
        return backward ? entries.toReversed() : entries;
      },
      count: async () => {
        if (isEmpty) return Number((await readHead(this.#query))?.sequence ?? 0n);
        const statement = `SELECT count(*)::int AS count FROM (SELECT 1 FROM audit_entry WHERE ${sql} LIMIT ${MOST_COUNTED}) AS counted`;
        return (await this.#query(statement, values))[0]?.['count'] as number;
      },
    });
  }

  /** Looks each value up in the index, and not at each entry. */
  async facets(): Promise<AuditFacets> {
    const values = async (column: string) => (await this.#query(distinctSql(column), [])).map((row) => row['value'] as string);
    const [operations, systems, actors] = await Promise.all([
      values('operation'),
      values('system'),
      this.#query(
        `SELECT value AS id, newest.actor_name AS name FROM (${distinctSql('actor_id')}) AS actor
         CROSS JOIN LATERAL (SELECT actor_name FROM audit_entry WHERE actor_id = value ORDER BY sequence DESC LIMIT 1) AS newest
         WHERE value <> '' ORDER BY name, id`,
        [],
      ),
    ]);
    return { operations, systems, actors: actors as unknown as AuditFacets['actors'] };
  }

  /** Where the log ends; undefined while it is empty. */
  async end(): Promise<ChainPoint | undefined> {
    const head = await readHead(this.#query);
    return head && head.sequence > 0n ? head : undefined;
  }

  all(filter: AuditFilter): AsyncGenerator<AuditEntry[]> {
    return readEntries(this.#query, filter);
  }

  /** Reads the whole log. Whoever asks meanwhile without a point of their own is told the same. */
  async verify(known?: ChainPoint): Promise<ChainVerification> {
    const verification = async () =>
      verifyChain(readEntries(this.#query), { chain: this.#chain, head: await readHead(this.#query), known });
    if (known) return verification();
    this.#verifying ??= verification().finally(() => (this.#verifying = undefined));
    return this.#verifying;
  }

  readonly #query: Query = (sql, values) => this.#db.$queryRawUnsafe<Record<string, unknown>[]>(sql, ...values);
}

/** The values of a column that an index begins with, in order: each is one look at the index. */
function distinctSql(column: string): string {
  return `WITH RECURSIVE seen AS (
      (SELECT ${column} AS value FROM audit_entry ORDER BY ${column} LIMIT 1)
      UNION ALL
      SELECT (SELECT ${column} FROM audit_entry WHERE ${column} > seen.value ORDER BY ${column} LIMIT 1) FROM seen WHERE seen.value IS NOT NULL
    ) SELECT value FROM seen WHERE value IS NOT NULL LIMIT ${MOST_FACETS}`;
}
