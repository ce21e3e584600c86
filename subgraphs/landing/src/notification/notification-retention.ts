import type { Subscription } from '@wissil/platform/events';
import type { Logger } from '@wissil/platform/logging';
import { regularly } from '@wissil/platform/process';
import type { NotificationService } from './notification-service.ts';

const KEPT_DAYS = 90;

const DAY_MS = 86_400_000;
const EVERY_MS = 3_600_000;

/** Keeps notifications, and the failures behind them, for {@link KEPT_DAYS} days. */
export function startNotificationRetention(options: { notifications: NotificationService; logger: Logger }): Subscription {
  const { notifications, logger } = options;
  return regularly(
    async () => {
      const entries = await notifications.prune(new Date(Date.now() - KEPT_DAYS * DAY_MS));
      if (entries > 0) logger.debug({ entries }, 'old notifications are pruned');
    },
    {
      everyMs: EVERY_MS,
      onError: (error) => logger.warn({ err: error }, 'could not prune old notifications; trying again in an hour'),
    },
  );
}
