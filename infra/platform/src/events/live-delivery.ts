import type { BusLogger } from './bus-logger.ts';
import type { DomainEvent } from './event-bus.ts';

/** Calls the handler of a live subscription; what it throws, or rejects with when it is asynchronous after all, is logged. */
export function deliverLive(
  event: DomainEvent,
  to: { handler: (event: DomainEvent) => unknown; pattern: string; logger: BusLogger },
): void {
  const report = (error: unknown): void =>
    to.logger.error(
      { eventId: event.id, subject: event.subject, pattern: to.pattern, err: error },
      'the handler of a live subscription failed; it loses this event',
    );
  try {
    const result = to.handler(event);
    if (result instanceof Promise) result.catch(report);
  } catch (error) {
    report(error);
  }
}
