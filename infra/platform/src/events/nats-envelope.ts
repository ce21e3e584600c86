import type { EncodedEvent } from './domain-event.ts';
import type { DomainEvent } from './event-bus.ts';

/** The body of a NATS message; the payload goes in as the JSON that it is already. */
export function writeEnvelope({ id, subject, source, occurredAt, payload }: EncodedEvent): string {
  return `${JSON.stringify({ id, subject, source, occurredAt }).slice(0, -1)},"payload":${payload}}`;
}

/** undefined where the message is not an event of this bus. */
export function readEnvelope(body: string): DomainEvent | undefined {
  try {
    const event = JSON.parse(body) as Partial<DomainEvent> | null;
    return event?.id && event.subject && event.source && event.occurredAt && 'payload' in event ? (event as DomainEvent) : undefined;
  } catch {
    return undefined;
  }
}
