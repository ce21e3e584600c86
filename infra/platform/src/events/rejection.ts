import { backOffMs } from './back-off.ts';
import type { BusLogger } from './bus-logger.ts';
import type { DomainEvent } from './event-bus.ts';

const retryBackOff = { firstMs: 100, longestMs: 30_000 };
/** From this attempt on, a failing event is called a poison message in the log. It is retried all the same: no event is lost. */
const poisonAfter = 10;

/** Milliseconds until the next attempt; the log names the event, and says what to do once it has failed ten times. */
export function reportRejection(
  rejection: { durable: string; event: DomainEvent; attempt: number; error: unknown },
  logger: BusLogger,
): number {
  const { durable, event, attempt, error } = rejection;
  const retryInMs = Math.round(backOffMs(attempt, retryBackOff));
  const fields = { durable, eventId: event.id, subject: event.subject, attempt, retryInMs, err: error };
  if (attempt < poisonAfter) logger.warn(fields, 'the consumer rejected an event; it gets it again');
  else
    logger.error(
      fields,
      'poison message: the consumer rejects this event again and again and waits at it; mend the handler or the data that it needs',
    );
  return retryInMs;
}
