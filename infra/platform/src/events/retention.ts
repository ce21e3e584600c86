import { regularly } from '../process/regularly.ts';
import { pause } from './back-off.ts';
import type { BusLogger } from './bus-logger.ts';

const everyMs = 60 * 60 * 1000;
const batchPauseMs = 50;

/** Events, outbox rows and acknowledged log entries older than this may go. */
export const keptDays = 7;
/** Rows that one pruning statement deletes at most. */
export const pruneBatch = 1_000;

/**
 * Calls `prune` (which deletes one batch and returns how many rows it took) each hour, until it takes less than a full batch. The first
 * time is within the first minutes, at random, so that instances that start together do not prune together.
 * @returns what stops it, once the running batch is done.
 */
export function startRetention(prune: () => Promise<number>, { what, logger }: { what: string; logger: BusLogger }): () => Promise<void> {
  return regularly(
    async (signal) => {
      for (let taken = pruneBatch; taken >= pruneBatch && !signal.aborted;) {
        taken = await prune();
        if (taken > 0) logger.debug({ rows: taken }, `pruned ${what}`);
        await pause(batchPauseMs, signal);
      }
    },
    {
      everyMs,
      firstMs: Math.random() * 120_000,
      onError: (error) => logger.warn({ err: error }, `could not prune ${what}; trying again in an hour`),
    },
  ).stop;
}
