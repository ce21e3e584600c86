import type { EventBus, Subscription } from '@wissil/platform/events';
import type { LiveFeed } from '@wissil/platform/feeds';

/** Where the payloads of subscription fields come from: the event bus, or the live feed for what may be missed. */
export interface EventSource {
  /** Payloads from the moment that the promise resolves. Rejects where the source cannot be reached. */
  open(subject: string, receive: (payload: unknown) => void): Promise<Subscription>;
}

/** Subjects that begin so are channels of the live feed. */
const FEED = /^feed\./;

/** What `@eventSource(subject:)` names. */
export function eventSourceOf(bus: EventBus, feeds: LiveFeed): EventSource {
  return {
    open: (subject, receive) =>
      FEED.test(subject) ? listen(feeds, subject, receive) : bus.subscribe(subject, (event) => receive(event.payload)),
  };
}

async function listen(feeds: LiveFeed, channel: string, receive: (payload: unknown) => void): Promise<Subscription> {
  const ending = new AbortController();
  const messages = await feeds.subscribe(channel, { signal: ending.signal });
  const reading = (async () => {
    for await (const message of messages) receive(message);
  })().catch(() => undefined);
  return {
    async stop() {
      ending.abort();
      await reading;
    },
  };
}
