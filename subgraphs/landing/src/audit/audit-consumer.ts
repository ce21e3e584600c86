import { AUDIT_BEGUN, AUDIT_ENDED, AUDIT_NOTED, auditBegun, auditEnded, auditNoted } from '@wissil/platform/audit';
import { type ConsumeOptions, type DomainEvent, handleOnce } from '@wissil/platform/events';
import type { Logger } from '@wissil/platform/logging';
import type { z } from 'zod';
import type { Prisma, PrismaClient } from '../../generated/prisma/client.ts';
import type { AuditAttempts } from './audit-attempts.ts';
import { storableRecord } from './storable-record.ts';

const DURABLE = 'landing-audit';

/** Takes in what all systems tell the audit log, once each. `audit.appended` is not among it: that is what comes of it. */
export function auditConsumer({ db, attempts, logger }: { db: PrismaClient; attempts: AuditAttempts; logger: Logger }): ConsumeOptions {
  const records = {
    [AUDIT_BEGUN]: record(auditBegun, (tx, begun) => attempts.begin(tx, begun)),
    [AUDIT_ENDED]: record(auditEnded, (tx, ended, event) => attempts.end(tx, ended, event)),
    [AUDIT_NOTED]: record(auditNoted, (tx, noted) => attempts.note(tx, noted)),
  };
  return {
    durable: DURABLE,
    patterns: Object.keys(records),
    async handler(event) {
      try {
        const apply = records[event.subject as keyof typeof records](event);
        await handleOnce<Prisma.TransactionClient>(db, { consumer: DURABLE, event }, apply);
      } catch (error) {
        // What can never be recorded must not keep everything behind it from being recorded.
        if (!(error instanceof UnreadableRecord) && !isRefusedValue(error)) throw error;
        logger.error({ err: error, eventId: event.id, subject: event.subject }, 'an audit record is not as agreed; it is skipped');
      }
    },
  };
}

type Apply = (tx: Prisma.TransactionClient) => Promise<void>;

class UnreadableRecord extends Error {}

function record<Schema extends z.ZodType>(
  schema: Schema,
  apply: (tx: Prisma.TransactionClient, record: z.infer<Schema>, event: DomainEvent) => Promise<void>,
): (event: DomainEvent) => Apply {
  return (event) => {
    const parsed = schema.safeParse(storableRecord(event.payload));
    if (!parsed.success) throw new UnreadableRecord(parsed.error.message);
    return (tx) => apply(tx, parsed.data, event);
  };
}

/** PostgreSQL's class 22: the value is none that the column can hold, today or tomorrow. */
function isRefusedValue(error: unknown): boolean {
  const { meta } = error as { meta?: { code?: string; driverAdapterError?: { cause?: { originalCode?: string } } } };
  return /^22/.test(meta?.driverAdapterError?.cause?.originalCode ?? '');
}
