import { EventEmitter, on } from 'node:events';
import type { DomainEvent, EventBus } from '@wissil/platform/events';

/** Events from now on; leaving the loop ends the subscription at once, also while it waits. */
export async function eventStream(bus: EventBus, pattern: string): Promise<AsyncIterableIterator<DomainEvent>> {
  const emitter = new EventEmitter();
  const arrivals = on(emitter, 'event') as AsyncIterableIterator<[DomainEvent]>;
  const subscription = await bus.subscribe(pattern, (event) => void emitter.emit('event', event));
  const stream: AsyncIterableIterator<DomainEvent> = {
    async next() {
      const { done, value } = await arrivals.next();
      return done ? { done, value: undefined } : { done: false, value: value[0] };
    },
    async return() {
      await subscription.stop();
      await arrivals.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => stream,
  };
  return stream;
}
