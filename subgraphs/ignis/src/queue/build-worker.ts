import { setTimeout as delay } from 'node:timers/promises';
import type { Subscription } from '@wissil/platform/events';
import type { Logger } from '@wissil/platform/logging';
import { type BuildOutcome, type BuildQueue, cancelled, type ClaimedBuild, LEASE_SECONDS } from './build-queue.ts';
import { BuildStopped } from './build-stopped.ts';

/** How long a build that nobody told us of, or that a dead worker left, can wait beyond its lease. Milliseconds. */
const SWEEP_MS = 5_000;

const RETRY_MS = 250;

interface WorkerOptions {
  queue: BuildQueue;
  /** Runs one build. Rejects with the signal's reason when it aborts, unless it answers with what it had until then. */
  run(claimed: ClaimedBuild, signal: AbortSignal): Promise<BuildOutcome>;
  /** The result is written. */
  onFinished?(claimed: ClaimedBuild): Promise<void>;
  concurrency: number;
  timeoutMs: number;
  logger: Logger;
}

/** Takes builds from the queue and runs them, so many at the same time. */
export class BuildWorker {
  readonly #options: WorkerOptions;
  readonly #stopping = new AbortController();
  /** Builds under way, and how each is ended. */
  readonly #running = new Map<string, AbortController>();
  #wakeUp = Promise.withResolvers<void>();

  constructor(options: WorkerOptions) {
    this.#options = options;
  }

  /** There may be a build to take. */
  wake(): void {
    this.#wakeUp.resolve();
    this.#wakeUp = Promise.withResolvers();
  }

  /** Ends the build, if it is under way here; one that waits is settled by whoever takes it. */
  cancel(id: string, by: string): void {
    this.#running.get(id)?.abort(new BuildStopped(cancelled(by).error));
    this.wake();
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
  }

  async #build(claimed: ClaimedBuild): Promise<void> {
    const { queue, run, timeoutMs, logger } = this.#options;
    const ending = new AbortController();
    this.#running.set(claimed.id, ending);
    const late = new BuildStopped(`The build took longer than ${timeoutMs / 1000} s and was stopped.`);
    const timer = setTimeout(() => ending.abort(late), timeoutMs);
    const beat = setInterval(
      () => {
        queue.renew(claimed).then(
          (held) => held || ending.abort(new Error('another worker has taken the build')),
          (error: unknown) => logger.warn({ err: error, build: claimed.number }, 'the claim of a build is not renewed; trying again'),
        );
      },
      (LEASE_SECONDS * 1000) / 3,
    );
    try {
      // Whoever cancelled it between the claim and now was not heard.
      const unwanted = await queue.cancelledBy(claimed);
      if (unwanted !== null) this.cancel(claimed.id, unwanted);
      const result = await run(claimed, AbortSignal.any([ending.signal, this.#stopping.signal]));
      await this.#write(claimed, result);
    } catch (error) {
      await this.#afterFault(claimed, error);
    } finally {
      clearTimeout(timer);
      clearInterval(beat);
      this.#running.delete(claimed.id);
    }
  }

  /** A result is worth waiting for the database, for as long as the claim holds. */
  async #write(claimed: ClaimedBuild, result: BuildOutcome): Promise<void> {
    const { queue, onFinished, logger } = this.#options;
    const until = performance.now() + LEASE_SECONDS * 1000;
    for (;;) {
      try {
        if (!(await queue.finish(claimed, result)))
          logger.warn({ build: claimed.number }, 'a build was finished elsewhere; this result is dropped');
        await onFinished?.(claimed);
        return;
      } catch (error) {
        if (this.#stopping.signal.aborted || performance.now() > until) throw error;
        logger.warn({ err: error, build: claimed.number }, 'the result of a build is not written yet');
        await delay(RETRY_MS, undefined, { signal: this.#stopping.signal });
      }
    }
  }

  /** The result could not be made or not be written. What is not settled here is taken up again when the claim has run out. */
  async #afterFault(claimed: ClaimedBuild, error: unknown): Promise<void> {
    const { queue, logger } = this.#options;
    try {
      if (this.#stopping.signal.aborted) await queue.release(claimed);
      else if (error instanceof BuildStopped)
        await this.#write(claimed, { ok: false, error: error.message, log: `error: ${error.message}\n` });
      else logger.error({ err: error, build: claimed.number }, 'a build broke down; it is taken up again');
    } catch (fault) {
      logger.warn({ err: fault, build: claimed.number }, 'a build is left to whoever takes it up when its claim has run out');
    }
  }
}
