import type { AuditEntry } from '../../generated/prisma/client.ts';
import { type AuditFilter, conditionOf } from './audit-filter.ts';
import type { ChainHead } from './audit-chain.ts';

/** Runs one statement in LANDING's schema: through Prisma in LANDING, through a connection of its own in `npm run verify-audit`. */
export type Query = (sql: string, values: readonly unknown[]) => PromiseLike<Record<string, unknown>[]>;

const BATCH = 1_000;

/** Entries in batches, oldest first: memory stays bounded whatever the length of the log. What is appended meanwhile comes too. */
export async function* readEntries(query: Query, filter: AuditFilter = {}): AsyncGenerator<AuditEntry[]> {
  const { sql, values } = conditionOf(filter);
  const [after, limit] = [`$${values.length + 1}::bigint`, `$${values.length + 2}::int`];
  const statement = `SELECT * FROM audit_entry WHERE ${sql} AND sequence > ${after} ORDER BY sequence LIMIT ${limit}`;
  for (let last = '0'; ;) {
    const rows = await query(statement, [...values, last, BATCH]);
    if (rows.length > 0) yield rows.map(entryOf);
    if (rows.length < BATCH) return;
    last = String(rows.at(-1)?.['sequence']);
  }
}

/** Where WISSIL says that the log ends; undefined where it has not said so yet, or where that is gone. */
export async function readHead(query: Query): Promise<ChainHead | undefined> {
  const [row] = await query('SELECT sequence::text, hash, seal FROM audit_head WHERE id = 1', []);
  return row && headOf(row);
}

export function headOf(row: Record<string, unknown>): ChainHead {
  return { sequence: BigInt(row['sequence'] as string | bigint), hash: row['hash'] as string, seal: row['seal'] as string };
}

/** A row of `audit_entry`, whichever way it was read. */
export function entryOf(row: Record<string, unknown>): AuditEntry {
  return {
    sequence: BigInt(row['sequence'] as string | bigint),
    attempt: row['attempt'] as string,
    at: row['at'] as Date,
    actorKind: row['actor_kind'] as string,
    actorId: row['actor_id'] as string,
    actorName: row['actor_name'] as string,
    actorRole: row['actor_role'] as string | null,
    credential: row['credential'] as string,
    credentialName: row['credential_name'] as string | null,
    address: row['address'] as string,
    requestId: row['request_id'] as string,
    system: row['system'] as string,
    operation: row['operation'] as string,
    permission: row['permission'] as string | null,
    target: row['target'] as string | null,
    detail: row['detail'] as AuditEntry['detail'],
    outcome: row['outcome'] as AuditEntry['outcome'],
    code: row['code'] as string | null,
    previousHash: row['previous_hash'] as string,
    hash: row['hash'] as string,
  };
}
