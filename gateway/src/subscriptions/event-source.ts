import type { EventBus, Subscription } from '@wissil/platform/events';

/** Where the payloads of subscription fields come from. The event bus is one; a live feed can be another behind the same port. */
export interface EventSource {
  /** Payloads from the moment that the promise resolves. Rejects where the source cannot be reached. */
  open(subject: string, receive: (payload: unknown) => void): Promise<Subscription>;
}

export function busEventSource(bus: EventBus): EventSource {
  return { open: (subject, receive) => bus.subscribe(subject, (event) => receive(event.payload)) };
}
