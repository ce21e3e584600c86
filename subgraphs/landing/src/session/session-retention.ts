import type { Subscription } from '@wissil/platform/events';
import type { Logger } from '@wissil/platform/logging';
import { regularly } from '@wissil/platform/process';
import type { SessionService } from './session-service.ts';

const DAY_MS = 24 * 60 * 60_000;
const KEPT_MS = 30 * DAY_MS;

/** Forgets, every day, sessions that ended 30 days ago. */
export function startSessionRetention({ sessions, logger }: { sessions: SessionService; logger: Logger }): Subscription {
  return regularly(async () => logger.debug({ count: await sessions.forget(KEPT_MS) }, 'old sessions forgotten'), {
    everyMs: DAY_MS,
    onError: (error) => logger.warn({ err: error }, 'old sessions are not forgotten yet'),
  });
}
