import {
  DiscardPolicy,
  JetStreamApiCodes,
  JetStreamApiError,
  type JetStreamManager,
  RetentionPolicy,
  StorageType,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import { eventFamilies } from './subject.ts';

export const streamName = 'WISSIL_EVENTS';

/** How long the stream recognises an id that it has stored; consumers recognise it for longer by their inbox. */
const duplicateWindowMs = 60 * 60 * 1000;

const config = {
  name: streamName,
  subjects: eventFamilies.map((family) => `${family}.>`),
  retention: RetentionPolicy.Limits,
  storage: StorageType.File,
  // A full disk refuses new events, which then wait in the outbox, rather than drop what a consumer has not seen.
  discard: DiscardPolicy.New,
  duplicate_window: nanos(duplicateWindowMs),
};

/** Creates the stream, or gives it the subjects and limits that it lacks. Its replicas and placement are the operator's. */
export async function ensureStream(manager: JetStreamManager): Promise<void> {
  try {
    const { config: found } = await manager.streams.info(streamName);
    const subjects = [...new Set([...found.subjects, ...config.subjects])];
    if (subjects.length === found.subjects.length && found.duplicate_window === config.duplicate_window && found.discard === config.discard)
      return;
    await manager.streams.update(streamName, { ...found, subjects, duplicate_window: config.duplicate_window, discard: config.discard });
  } catch (error) {
    if (!isMissing(error)) throw error;
    await manager.streams.add(config);
  }
}

/** Whether the server says that the stream or the consumer does not exist. */
export function isMissing(error: unknown): boolean {
  return (
    error instanceof JetStreamApiError &&
    (error.code === JetStreamApiCodes.StreamNotFound || error.code === JetStreamApiCodes.ConsumerNotFound)
  );
}
