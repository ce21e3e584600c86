import type { AuditNoted } from '@wissil/platform/audit';
import { recordEvent } from '@wissil/platform/events';
import type { Logger } from '@wissil/platform/logging';
import type { Prisma, PrismaClient } from '../../generated/prisma/client.ts';
import { type AuditChain, BEGINNING, brokenSince, type ChainHead, type UnsealedEntry } from './audit-chain.ts';
import { entryId } from './audit-id.ts';
import { headOf } from './audit-rows.ts';
import type { ActorKind } from './audit-filter.ts';

export const AUDIT_APPENDED = 'audit.appended';

/** What is recorded; `unknown` acts where only the end of an attempt arrived. */
export type AuditRecord = Omit<AuditNoted, 'actor'> & { actor: Omit<AuditNoted['actor'], 'kind'> & { kind: ActorKind } };

/** Appends to the chain, one entry at a time across all replicas. */
export class AuditAppender {
  readonly #chain: AuditChain;
  readonly #logger: Logger;
  /** The furthest that this process knows the log to have been: it never becomes shorter. */
  #reached = 0n;

  constructor(options: { chain: AuditChain; logger: Logger }) {
    this.#chain = options.chain;
    this.#logger = options.logger;
  }

  /** Says where a new log ends, and looks how far an old one goes. */
  async prepare(db: PrismaClient): Promise<void> {
    await db.$transaction((tx) => this.#lockHead(tx));
    const last = await lastEntry(db);
    this.#reached = last?.sequence ?? 0n;
  }

  /**
   * Part of the transaction that takes a record in: three statements and the event. An attempt has one entry of each outcome.
   * @returns whether it was appended now
   */
  async append(tx: Prisma.TransactionClient, record: AuditRecord): Promise<boolean> {
    const { head, broken } = await this.#end(tx);
    const unsealed = unsealedEntry(record, head);
    const hash = this.#chain.hashOf(unsealed);
    if ((await insert(tx, unsealed, hash)) === 0) return false;
    const sequence = unsealed.sequence;
    const { seal } = this.#chain.headAt({ sequence, hash }, broken);
    await tx.$executeRaw`UPDATE audit_head SET sequence = ${sequence}, hash = ${hash}, seal = ${seal} WHERE id = 1`;
    await recordEvent(tx, { subject: AUDIT_APPENDED, payload: { __typename: 'AuditEntry', id: entryId(sequence) } });
    return true;
  }

  /** What the next entry follows, locked, and since when that is known not to be what WISSIL wrote. */
  async #end(tx: Prisma.TransactionClient): Promise<{ head: { sequence: bigint; hash: string }; broken: bigint | undefined }> {
    const head = await this.#lockHead(tx);
    if (this.#chain.isSealed(head) && head.sequence >= this.#reached) {
      this.#reached = head.sequence;
      return { head, broken: undefined };
    }
    // The log goes on behind whatever is there, and says for ever that it was interfered with.
    const last = (await lastEntry(tx)) ?? { sequence: 0n, hash: BEGINNING };
    const broken = brokenSince(head) ?? last.sequence + 1n;
    this.#reached = last.sequence;
    this.#logger.error(
      { since: String(broken), reached: String(last.sequence) },
      'the audit log does not end where WISSIL left it: somebody has changed it in the database; npm run verify-audit says more',
    );
    return { head: last, broken };
  }

  async #lockHead(tx: Prisma.TransactionClient): Promise<ChainHead> {
    const rows = await tx.$queryRaw<Record<string, unknown>[]>`SELECT sequence, hash, seal FROM audit_head WHERE id = 1 FOR UPDATE`;
    if (rows[0]) return headOf(rows[0]);
    const last = await lastEntry(tx);
    const { sequence, hash, seal } = this.#chain.headAt(last ?? { sequence: 0n, hash: BEGINNING }, last ? last.sequence + 1n : undefined);
    await tx.$executeRaw`INSERT INTO audit_head (id, sequence, hash, seal) VALUES (1, ${sequence}, ${hash}, ${seal}) ON CONFLICT DO NOTHING`;
    return this.#lockHead(tx);
  }
}

function lastEntry(db: Pick<Prisma.TransactionClient, 'auditEntry'>) {
  return db.auditEntry.findFirst({ orderBy: { sequence: 'desc' }, select: { sequence: true, hash: true } });
}

function unsealedEntry({ id, actor, ...record }: AuditRecord, head: { sequence: bigint; hash: string }): UnsealedEntry {
  return {
    sequence: head.sequence + 1n,
    attempt: id,
    at: new Date(record.at),
    actorKind: actor.kind,
    actorId: actor.subject,
    actorName: actor.name,
    actorRole: actor.role ?? null,
    credential: actor.credential,
    credentialName: actor.credentialName ?? null,
    address: record.address,
    requestId: record.requestId,
    system: record.system,
    operation: record.operation,
    permission: record.permission ?? null,
    target: record.target ?? null,
    detail: (record.detail ?? null) as Prisma.JsonValue,
    outcome: record.outcome,
    code: record.code ?? null,
    previousHash: head.hash,
  };
}

/** Nothing where the attempt has an entry of this outcome already. */
function insert(tx: Prisma.TransactionClient, entry: UnsealedEntry, hash: string): Promise<number> {
  const detail = entry.detail === null ? null : JSON.stringify(entry.detail);
  return tx.$executeRaw`
    INSERT INTO audit_entry (
      sequence, attempt, at, actor_kind, actor_id, actor_name, actor_role, credential, credential_name, address, request_id,
      system, operation, permission, target, detail, outcome, code, previous_hash, hash
    ) VALUES (
      ${entry.sequence}, ${entry.attempt}::uuid, ${entry.at}, ${entry.actorKind}, ${entry.actorId}, ${entry.actorName}, ${entry.actorRole},
      ${entry.credential}, ${entry.credentialName}, ${entry.address}, ${entry.requestId}, ${entry.system}, ${entry.operation},
      ${entry.permission}, ${entry.target}, ${detail}::jsonb, ${entry.outcome}::"AuditOutcome", ${entry.code}, ${entry.previousHash}, ${hash}
    ) ON CONFLICT (attempt, outcome) DO NOTHING`;
}
