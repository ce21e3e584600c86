import { setTimeout as delay } from 'node:timers/promises';
import type { Subscription } from '@wissil/platform/events';
import type { Logger } from '@wissil/platform/logging';
import { bundle, type BundleResult } from '../bundler/bundle.ts';
import { type BuildQueue, type ClaimedBuild, LEASE_SECONDS } from './build-queue.ts';

/** How long a build that nobody told us of, or that a dead worker left, can wait beyond its lease. Milliseconds. */
const SWEEP_MS = 5_000;

const RETRY_MS = 250;

interface WorkerOptions {
  queue: BuildQueue;
  concurrency: number;
  timeoutMs: number;
  logger: Logger;
}

/** Takes builds from the queue and runs them, so many at the same time. */
export class BuildWorker {
  readonly #options: WorkerOptions;
  readonly #stopping = new AbortController();
  #wakeUp = Promise.withResolvers<void>();

  constructor(options: WorkerOptions) {
    this.#options = options;
  }

  /** There may be a build to take. */
  wake(): void {
    this.#wakeUp.resolve();
  }

  async start(): Promise<Subscription> {
    const lanes = Array.from({ length: this.#options.concurrency }, () => this.#run());
    return {
      stop: async () => {
        this.#stopping.abort(new Error('IGNIS stops'));
        this.wake();
        await Promise.all(lanes);
      },
    };
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const woken = this.#wakeUp.promise;
      const claimed = await this.#claim();
      if (claimed === 'fault') await delay(RETRY_MS, undefined, { signal }).catch(() => {});
      else if (claimed) await this.#build(claimed);
      else await this.#rest(woken);
    }
  }

  async #claim(): Promise<ClaimedBuild | 'fault' | undefined> {
    try {
      return await this.#options.queue.claim();
    } catch (error) {
      this.#options.logger.warn({ err: error }, 'the build queue does not answer; trying again');
      return 'fault';
    }
  }

  /** Until a build is announced, or the next sweep. */
  async #rest(woken: Promise<void>): Promise<void> {
    const enough = new AbortController();
    await Promise.race([woken, delay(SWEEP_MS, undefined, { signal: enough.signal }).catch(() => {})]);
    enough.abort();
    this.#wakeUp.resolve();
    this.#wakeUp = Promise.withResolvers<void>();
  }

  async #build(claimed: ClaimedBuild): Promise<void> {
    const { queue, timeoutMs, logger } = this.#options;
    const lost = new AbortController();
    const timeout = AbortSignal.timeout(timeoutMs);
    const beat = setInterval(
      () => {
        queue.renew(claimed).then(
          (held) => held || lost.abort(new Error('another worker has taken the build')),
          (error: unknown) => logger.warn({ err: error, build: claimed.number }, 'the claim of a build is not renewed; trying again'),
        );
      },
      (LEASE_SECONDS * 1000) / 3,
    );
    try {
      const result = await bundle(claimed, AbortSignal.any([lost.signal, timeout, this.#stopping.signal]));
      await this.#write(claimed, result);
    } catch (error) {
      await this.#afterFault(claimed, { error, timedOut: timeout.aborted });
    } finally {
      clearInterval(beat);
    }
  }

  /** A result is worth waiting for the database, for as long as the claim holds. */
  async #write(claimed: ClaimedBuild, result: BundleResult): Promise<void> {
    const { queue, logger } = this.#options;
    const until = performance.now() + LEASE_SECONDS * 1000;
    for (;;) {
      try {
        if (!(await queue.finish(claimed, result)))
          logger.warn({ build: claimed.number }, 'a build was finished elsewhere; this result is dropped');
        return;
      } catch (error) {
        if (this.#stopping.signal.aborted || performance.now() > until) throw error;
        logger.warn({ err: error, build: claimed.number }, 'the result of a build is not written yet');
        await delay(RETRY_MS, undefined, { signal: this.#stopping.signal });
      }
    }
  }

  /** The result could not be made or not be written. What is not settled here is taken up again when the claim has run out. */
  async #afterFault(claimed: ClaimedBuild, { error, timedOut }: { error: unknown; timedOut: boolean }): Promise<void> {
    const { queue, timeoutMs, logger } = this.#options;
    try {
      if (this.#stopping.signal.aborted) await queue.release(claimed);
      else if (timedOut) {
        const message = `The build took longer than ${timeoutMs / 1000} s and was stopped.`;
        await this.#write(claimed, { ok: false, error: message, log: `error: ${message}\n` });
      } else logger.error({ err: error, build: claimed.number }, 'a build broke down; it is taken up again');
    } catch (fault) {
      logger.warn({ err: fault, build: claimed.number }, 'a build is left to whoever takes it up when its claim has run out');
    }
  }
}
