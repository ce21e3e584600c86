import type { Subscription } from '@wissil/platform/events';
import type { Logger } from '@wissil/platform/logging';
import type { NotificationService } from './notification-service.ts';

const KEPT_DAYS = 90;

const DAY_MS = 86_400_000;
const EVERY_MS = 3_600_000;

/** Keeps notifications, and the failures behind them, for {@link KEPT_DAYS} days. */
export async function startNotificationRetention(options: { notifications: NotificationService; logger: Logger }): Promise<Subscription> {
  let running: Promise<void> | undefined;
  const prune = () => {
    running = options.notifications.prune(new Date(Date.now() - KEPT_DAYS * DAY_MS)).then(
      (entries) => entries > 0 && options.logger.debug({ entries }, 'old notifications are pruned'),
      (error: unknown) => options.logger.warn({ err: error }, 'could not prune old notifications; trying again in an hour'),
    ) as Promise<void>;
  };
  prune();
  const timer = setInterval(prune, EVERY_MS).unref();
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
