import type { DomainEvent } from './event-bus.ts';

/** The part of a Prisma transaction client that the inbox needs; the model is in outbox-models.prisma. */
export interface InboxTransaction {
  inboxEvent: { createMany(args: { data: InboxRow[]; skipDuplicates: true }): PromiseLike<{ count: number }> };
}

interface InboxRow {
  consumer: string;
  eventId: string;
}

/** A Prisma client, as far as the inbox needs it. */
export interface InboxClient<Tx extends InboxTransaction> {
  $transaction<Result>(run: (tx: Tx) => Promise<Result>, options?: { maxWait?: number; timeout?: number }): Promise<Result>;
}

/** Milliseconds that a transaction may wait for a connection and take. */
const limits = { maxWait: 10_000, timeout: 30_000 };

/**
 * Applies an event exactly once for each consumer, however often the bus delivers it: the inbox row and what `apply` writes through `tx`
 * commit together. Effects outside `tx` are not covered.
 * @returns true where it was applied now, false where it had been applied before.
 */
export function handleOnce<Tx extends InboxTransaction>(
  client: InboxClient<Tx>,
  { consumer, event }: { consumer: string; event: DomainEvent },
  apply: (tx: Tx) => Promise<void>,
): Promise<boolean> {
  return client.$transaction(async (tx) => {
    const { count } = await tx.inboxEvent.createMany({ data: [{ consumer, eventId: event.id }], skipDuplicates: true });
    if (count === 0) return false;
    await apply(tx);
    return true;
  }, limits);
}
