import type { Subscription } from '@wissil/platform/events';
import type { Logger } from '@wissil/platform/logging';
import { regularly } from '@wissil/platform/process';
import type { HealthStore } from './health-store.ts';

const KEPT_DAYS = 90;

const DAY_MS = 86_400_000;
const EVERY_MS = 3_600_000;

/** Keeps the history at {@link KEPT_DAYS} days. */
export function startHealthRetention({ store, logger }: { store: HealthStore; logger: Logger }): Subscription {
  return regularly(
    async () => {
      const entries = await store.prune(new Date(Date.now() - KEPT_DAYS * DAY_MS));
      if (entries > 0) logger.debug({ entries }, 'old history of health is pruned');
    },
    {
      everyMs: EVERY_MS,
      onError: (error) => logger.warn({ err: error }, 'could not prune the history of health; trying again in an hour'),
    },
  );
}
