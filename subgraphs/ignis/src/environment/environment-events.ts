import { recordEvent } from '@wissil/platform/events';
import type { LiveFeed } from '@wissil/platform/feeds';
import type { Logger } from '@wissil/platform/logging';
import type { DevEnvironment, Prisma } from '../../generated/prisma/client.ts';

/** Records `environment.<status>` in the transaction that made it so. */
export async function recordStatus(tx: Prisma.TransactionClient, environment: DevEnvironment, url: string): Promise<void> {
  const { id, projectId, status, message } = environment;
  await recordEvent(tx, { subject: `environment.${status.toLowerCase()}`, payload: { id, projectId, status, message, url } });
}

/** The channel of what changes in the environment of a project: its status, its steps, its files, its problems. */
export function changeChannel(projectId: string): string {
  return `feed.environment.${projectId}`;
}

/** Tells open pages that the environment has changed; they read again after a gap, so that losing one is no loss. */
export class ChangeFeed {
  readonly #feeds: LiveFeed;
  readonly #logger: Logger;

  constructor({ feeds, logger }: { feeds: LiveFeed; logger: Logger }) {
    this.#feeds = feeds;
    this.#logger = logger;
  }

  changed({ id, projectId }: { id: string; projectId: string }): void {
    this.#feeds
      .publish(changeChannel(projectId), { id })
      .catch((error: unknown) => this.#logger.debug({ err: error, projectId }, 'a change of an environment was not told'));
  }
}
