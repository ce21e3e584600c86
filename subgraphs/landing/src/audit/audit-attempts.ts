import { type AuditBegun, auditBegun, type AuditNoted, type auditEnded } from '@wissil/platform/audit';
import type { DomainEvent } from '@wissil/platform/events';
import type { Logger } from '@wissil/platform/logging';
import type { z } from 'zod';
import type { Prisma, PrismaClient } from '../../generated/prisma/client.ts';
import type { AuditAppender, AuditRecord } from './audit-appender.ts';

type AuditEnded = z.infer<typeof auditEnded>;

/** Of one transaction of the sweeper, which appends wait for. */
const MOST_AT_ONCE = 50;

/** Attempts between their beginning and their end, and what becomes of them. */
export class AuditAttempts {
  readonly #db: PrismaClient;
  readonly #appender: AuditAppender;
  readonly #logger: Logger;

  constructor(options: { db: PrismaClient; appender: AuditAppender; logger: Logger }) {
    this.#db = options.db;
    this.#appender = options.appender;
    this.#logger = options.logger;
  }

  async begin(tx: Prisma.TransactionClient, begun: AuditBegun): Promise<void> {
    await tx.auditAttempt.createMany({ data: [{ id: begun.id, begun: begun as unknown as Prisma.InputJsonValue }], skipDuplicates: true });
  }

  async note(tx: Prisma.TransactionClient, noted: AuditNoted): Promise<void> {
    await this.#appender.append(tx, noted);
  }

  /**
   * Appends the attempt with its outcome. An attempt that was given up before keeps its entry UNKNOWN and gets a second one; one of which
   * nobody has told the beginning is recorded as far as it is known, because something was done.
   */
  async end(tx: Prisma.TransactionClient, ended: AuditEnded, event: Pick<DomainEvent, 'source' | 'occurredAt'>): Promise<void> {
    const [attempt] = await tx.$queryRaw<{ begun: unknown }[]>`DELETE FROM audit_attempt WHERE id = ${ended.id}::uuid RETURNING begun`;
    const begun = attempt ? auditBegun.parse(attempt.begun) : await this.#givenUp(tx, ended.id);
    if (!begun) this.#logger.warn({ attempt: ended.id, source: event.source }, 'an attempt ended of which the beginning is not known');
    await this.#appender.append(tx, concluded(begun ?? unknownBeginning(ended.id, event), ended));
  }

  /**
   * Appends attempts that began before that time, and of which nobody has told the end, as UNKNOWN: their server stopped in the middle.
   * Replicas share the work. Returns how many.
   */
  async giveUp(before: Date): Promise<number> {
    for (let total = 0; ;) {
      const count = await this.#db.$transaction(async (tx) => {
        const lost = await tx.$queryRaw<{ id: string; begun: unknown }[]>`
          SELECT id, begun FROM audit_attempt WHERE received_at < ${before} ORDER BY received_at LIMIT ${MOST_AT_ONCE} FOR UPDATE SKIP LOCKED`;
        for (const { id, begun } of lost) await this.#appender.append(tx, concluded(auditBegun.parse(begun), { id, outcome: 'UNKNOWN' }));
        await tx.auditAttempt.deleteMany({ where: { id: { in: lost.map(({ id }) => id) } } });
        return lost.length;
      });
      total += count;
      if (count < MOST_AT_ONCE) return total;
    }
  }

  /** The beginning of an attempt that stands in the log already. */
  async #givenUp(tx: Prisma.TransactionClient, attempt: string): Promise<AuditRecord | undefined> {
    const row = await tx.auditEntry.findFirst({ where: { attempt }, orderBy: { sequence: 'asc' } });
    if (!row) return undefined;
    return {
      id: attempt,
      at: row.at.toISOString(),
      actor: {
        kind: row.actorKind as AuditRecord['actor']['kind'],
        subject: row.actorId,
        name: row.actorName,
        credential: row.credential,
        ...(row.actorRole !== null && { role: row.actorRole }),
        ...(row.credentialName !== null && { credentialName: row.credentialName }),
      },
      address: row.address,
      requestId: row.requestId,
      system: row.system,
      operation: row.operation,
      ...(row.permission !== null && { permission: row.permission }),
      ...(row.target !== null && { target: row.target }),
      ...(row.detail !== null && { detail: row.detail as Record<string, unknown> }),
      outcome: row.outcome,
    };
  }
}

type Beginning = Omit<AuditRecord, 'outcome' | 'code'>;

/** What the end says of the target is truer: it names what was made. */
function concluded(begun: Beginning, { id, outcome, code, target }: AuditEnded): AuditRecord {
  return { ...begun, id, outcome, ...(code !== undefined && { code }), ...(target !== undefined && { target }) };
}

function unknownBeginning(id: string, { source, occurredAt }: Pick<DomainEvent, 'source' | 'occurredAt'>): Beginning {
  return {
    id,
    at: occurredAt,
    actor: { kind: 'unknown', subject: '', name: 'unknown', credential: '' },
    address: '',
    requestId: '',
    system: source,
    operation: 'unknown',
  };
}
