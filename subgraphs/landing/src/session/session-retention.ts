import type { Subscription } from '@wissil/platform/events';
import type { Logger } from '@wissil/platform/logging';
import type { SessionService } from './session-service.ts';

const DAY_MS = 24 * 60 * 60_000;
const KEPT_MS = 30 * DAY_MS;

/** Forgets, every day, sessions that ended 30 days ago. */
export async function startSessionRetention({ sessions, logger }: { sessions: SessionService; logger: Logger }): Promise<Subscription> {
  const forget = () =>
    sessions.forget(KEPT_MS).then(
      (count) => logger.debug({ count }, 'old sessions forgotten'),
      (error: unknown) => logger.warn({ err: error }, 'old sessions are not forgotten yet'),
    );
  let running = forget();
  const timer = setInterval(() => void (running = forget()), DAY_MS);
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
