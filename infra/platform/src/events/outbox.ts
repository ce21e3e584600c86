import { randomUUID } from 'node:crypto';
import { encodePayload } from './domain-event.ts';
import { assertSubject } from './subject.ts';

/** The part of a Prisma transaction client that `recordEvent` needs; the model is in outbox-models.prisma. */
export interface OutboxTransaction {
  outboxEvent: { create(args: { data: OutboxRow }): PromiseLike<unknown> };
}

interface OutboxRow {
  eventId: string;
  subject: string;
  /** JSON. */
  payload: string;
  occurredAt: Date;
}

/**
 * Records an event in the transaction that causes it: it is published if, and only if, that transaction commits. Write the aggregate's
 * row before, so that the row's lock keeps the order of the events of one aggregate.
 * @returns the id of the event.
 * @throws InvalidEventError where the subject is not valid or the payload has more than 512 KiB of JSON.
 */
export async function recordEvent(tx: OutboxTransaction, { subject, payload }: { subject: string; payload: unknown }): Promise<string> {
  assertSubject(subject);
  const eventId = randomUUID();
  await tx.outboxEvent.create({ data: { eventId, subject, payload: encodePayload(subject, payload), occurredAt: new Date() } });
  return eventId;
}
