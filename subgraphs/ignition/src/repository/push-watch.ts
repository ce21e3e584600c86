import { setTimeout as delay } from 'node:timers/promises';
import type { Subscription } from '@wissil/platform/events';
import type { Logger } from '@wissil/platform/logging';
import type { PushRecord } from './push-record.ts';

const AGAIN_MS = 1_000;

/** Sees to it that every push is published in the end. */
export class PushWatch {
  readonly #record: PushRecord;
  readonly #logger: Logger;
  readonly #due = new Set<string>();

  constructor(parts: { record: PushRecord; logger: Logger }) {
    this.#record = parts.record;
    this.#logger = parts.logger;
  }

  /** Publishes what has been pushed to a project; what cannot be published now is published later. Never rejects. */
  async settle(projectId: string): Promise<void> {
    try {
      await this.#record.compare(projectId);
      this.#due.delete(projectId);
    } catch (error) {
      this.#due.add(projectId);
      this.#logger.error({ err: error, projectId }, 'a push is not published yet; trying again');
    }
  }

  /** Finds what was pushed before, and then tries again what could not be published. */
  start(): Subscription {
    const stopping = new AbortController();
    const working = this.#work(stopping.signal);
    return {
      async stop() {
        stopping.abort();
        await working;
      },
    };
  }

  async #work(signal: AbortSignal): Promise<void> {
    await this.#record
      .compareAll(signal)
      .catch((error: unknown) => this.#logger.error({ err: error }, 'not all repositories were compared with what is known of them'));
    while (!signal.aborted) {
      await delay(AGAIN_MS, undefined, { signal }).catch(() => undefined);
      for (const projectId of [...this.#due]) await this.settle(projectId);
    }
  }
}
