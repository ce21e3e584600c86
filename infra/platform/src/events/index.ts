export { BusUnavailableError, InvalidEventError } from './bus-errors.ts';
export type { BusLogger } from './bus-logger.ts';
export { createEventBus, type EventBusConfig } from './create-event-bus.ts';
export { maxPayloadBytes } from './domain-event.ts';
export type * from './event-bus.ts';
export { handleOnce, type InboxClient, type InboxTransaction } from './inbox.ts';
export { type OutboxTransaction, recordEvent } from './outbox.ts';
export { type OutboxRelay, startOutboxRelay } from './outbox-relay.ts';
export { assertSubject, eventFamilies, subjectMatches } from './subject.ts';
