import { InvalidEventError } from './bus-errors.ts';
import type { DomainEvent } from './event-bus.ts';
import { assertSubject } from './subject.ts';

/** Bytes of JSON. */
export const maxPayloadBytes = 512 * 1024;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** An event as the adapters store it: checked, the id in lower case, the time in UTC with milliseconds, the payload as JSON. */
export interface EncodedEvent {
  id: string;
  subject: string;
  source: string;
  occurredAt: string;
  payload: string;
}

/** @throws InvalidEventError naming what is wrong with the event. */
export function encodeEvent(event: DomainEvent): EncodedEvent {
  assertSubject(event.subject);
  if (!uuid.test(event.id)) throw new InvalidEventError(`The event id ${JSON.stringify(event.id)} of ${event.subject} is not a UUID.`);
  if (!event.source)
    throw new InvalidEventError(`The event ${event.id} (${event.subject}) has no source: name the subgraph that publishes it.`);
  const occurredAt = new Date(event.occurredAt);
  if (Number.isNaN(occurredAt.getTime())) {
    throw new InvalidEventError(
      `occurredAt of the event ${event.id} (${event.subject}) is not an ISO 8601 time: ${JSON.stringify(event.occurredAt)}.`,
    );
  }
  return {
    id: event.id.toLowerCase(),
    subject: event.subject,
    source: event.source,
    occurredAt: occurredAt.toISOString(),
    payload: encodePayload(event.subject, event.payload),
  };
}

/**
 * The payload as JSON; undefined becomes null.
 * @throws InvalidEventError where it cannot be written as JSON or has more than 512 KiB.
 */
export function encodePayload(subject: string, payload: unknown): string {
  let json: string;
  try {
    json = JSON.stringify(payload ?? null) ?? 'null';
  } catch (cause) {
    throw new InvalidEventError(`The payload of ${subject} cannot be written as JSON: ${(cause as Error).message}.`, { cause });
  }
  const bytes = Buffer.byteLength(json);
  if (bytes > maxPayloadBytes) {
    throw new InvalidEventError(
      `The payload of ${subject} has ${bytes} bytes of JSON, at most ${maxPayloadBytes} (512 KiB) are allowed: store the data and put its id into the event.`,
    );
  }
  return json;
}
