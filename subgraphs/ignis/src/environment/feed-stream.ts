import { z } from 'zod';
import type { IgnisContext } from '../context.ts';

const change = z.object({ id: z.string() });

/** What a channel of the live feed tells the changes of, until the request ends. */
export async function* eventStreamOfFeed({ feeds, signal }: IgnisContext, channel: string): AsyncGenerator<{ id: string }> {
  const messages = await feeds.subscribe(channel, { signal: signal ?? new AbortController().signal });
  for await (const message of messages) {
    const parsed = change.safeParse(message);
    if (parsed.success) yield parsed.data;
  }
}
