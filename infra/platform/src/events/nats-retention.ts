import type { JetStreamManager } from '@nats-io/jetstream';
import { streamName } from './nats-stream.ts';

/** Purges the events that all durables have acknowledged and that are older than `days`; returns how many. */
export async function purgeAcknowledged(manager: JetStreamManager, { days }: { days: number }): Promise<number> {
  const { state } = await manager.streams.info(streamName);
  if (state.messages === 0) return 0;
  let acknowledged = state.last_seq;
  for await (const consumer of manager.consumers.list(streamName)) {
    // The floor of a durable with a filter stands still while nothing passes the filter; one with nothing left to do holds nothing back.
    const idle = consumer.num_pending === 0 && consumer.num_ack_pending === 0;
    if (!idle) acknowledged = Math.min(acknowledged, consumer.ack_floor.stream_seq);
  }
  const before = Date.now() - days * 24 * 60 * 60 * 1000;
  const end = await firstYoungerThan(before, { manager, from: state.first_seq, to: acknowledged + 1 });
  if (end <= state.first_seq) return 0;
  const { purged } = await manager.streams.purge(streamName, { seq: end });
  return purged;
}

/** The first sequence in [from, to) whose message was stored at `time` or later, or `to`. */
async function firstYoungerThan(
  time: number,
  { manager, from, to }: { manager: JetStreamManager; from: number; to: number },
): Promise<number> {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const message = await manager.streams.getMessage(streamName, { seq: middle });
    if (message && message.time.getTime() >= time) high = middle;
    else low = middle + 1;
  }
  return low;
}
