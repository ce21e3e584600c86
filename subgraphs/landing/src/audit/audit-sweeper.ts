import type { Subscription } from '@wissil/platform/events';
import type { Logger } from '@wissil/platform/logging';
import { regularly } from '@wissil/platform/process';
import type { AuditAttempts } from './audit-attempts.ts';

/** Far beyond what any request may take. */
const GIVE_UP_AFTER_MS = 5 * 60_000;
const EVERY_MS = 60_000;

/** Gives up, every minute, attempts that nobody has ended for five. */
export function startAuditSweeper({ attempts, logger }: { attempts: AuditAttempts; logger: Logger }): Subscription {
  return regularly(
    async () => {
      const count = await attempts.giveUp(new Date(Date.now() - GIVE_UP_AFTER_MS));
      if (count > 0) logger.warn({ count }, 'attempts without an end stand in the audit log as UNKNOWN');
    },
    {
      everyMs: EVERY_MS,
      onError: (error) => logger.warn({ err: error }, 'attempts without an end are not in the audit log yet; trying again in a minute'),
    },
  );
}
