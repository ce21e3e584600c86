import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { backOffMs, pause } from '../events/back-off.ts';
import type { Subscription } from '../events/index.ts';
import { openPool } from '../events/postgres-connection.ts';
import { PostgresListener } from '../events/postgres-listener.ts';
import { startRetention } from '../events/retention.ts';
import { Wake } from '../events/wake.ts';
import type { Logger } from '../logging/index.ts';
import type { JobFailure, JobHandler, JobRun } from './job.ts';
import { endlessFailure, failureOf, isFinal, MOST_ATTEMPTS, MOST_STARTS } from './job-failure.ts';
import { type ClaimedJob, JobTable, LEASE_SECONDS } from './job-table.ts';

/** How long a lost notification can delay a job. */
const SWEEP_MS = 5_000;
const FAULT_MS = 500;

export interface JobWorkerOptions {
  databaseUrl: string;
  /** The PostgreSQL schema that has the tables `job` and `outbox`. */
  schema: string;
  /** As people know it, for `error.critical`. */
  system: string;
  /** By the kind of job. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each handler knows its own payload
  handlers: Readonly<Record<string, JobHandler<any>>>;
  /** Jobs at the same time; default 4. */
  concurrency?: number;
  logger: Logger;
  /** Before the second and the third attempt; default 1 s, doubled. */
  backOff?: { firstMs: number; longestMs: number };
}

/**
 * Runs the jobs of one schema. What fails is tried three times; then it is undone (`giveUp`), marked as failed, and `error.critical` says so.
 * What is cut off is taken up again, by this process or another, once its claim has run out.
 */
export function startJobWorker(options: JobWorkerOptions): Subscription {
  return new JobWorker(options);
}

class LostClaim extends Error {}

class JobWorker implements Subscription {
  readonly #options: JobWorkerOptions;
  readonly #kinds: readonly string[];
  readonly #table: JobTable;
  readonly #wake = new Wake();
  readonly #stopping = new AbortController();
  readonly #running = new Set<Promise<void>>();
  readonly #loop: Promise<void>;
  readonly #close: () => Promise<void>;

  constructor(options: JobWorkerOptions) {
    const { databaseUrl, schema, logger } = options;
    const name = `wissil-jobs-${schema}`;
    this.#options = options;
    this.#kinds = Object.keys(options.handlers);
    const pool = openPool({ databaseUrl, name }, { max: 4, logger });
    const listener = new PostgresListener({ databaseUrl, name, logger });
    this.#table = new JobTable(pool, { schema, worker: `${hostname()}:${process.pid}:${randomUUID()}` });
    listener.onConnect(() => this.#wake.set());
    listener.listenOnceConnected(`job_${schema}`, () => this.#wake.set());
    const stopRetention = startRetention(() => this.#table.prune(), { what: `jobs of ${schema}`, logger });
    this.#close = async () => {
      await stopRetention();
      await listener.close();
      await pool.end();
    };
    this.#loop = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new Error('the worker stops'));
    await this.#loop;
    await Promise.all(this.#running);
    await this.#close();
  }

  async #run(): Promise<void> {
    const { concurrency = 4, logger } = this.#options;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        if (this.#running.size >= concurrency) {
          await this.#wake.wait(SWEEP_MS, signal);
          continue;
        }
        const claimed = await this.#table.claim(this.#kinds);
        // It may have been asked to stop while the queue answered.
        if (claimed && signal.aborted) await this.#table.release(claimed);
        else if (claimed) this.#begin(claimed);
        else await this.#wake.wait(Math.min(SWEEP_MS, Math.max(10, (await this.#table.nextDueMs(this.#kinds)) ?? SWEEP_MS)), signal);
      } catch (error) {
        logger.warn({ err: error }, 'the job queue does not answer; trying again');
        await pause(FAULT_MS, signal);
      }
    }
  }

  #begin(claimed: ClaimedJob): void {
    const work = this.#work(claimed)
      .catch((error: unknown) =>
        this.#options.logger.warn({ err: error, kind: claimed.kind, key: claimed.key }, 'a job is left until its claim has run out'),
      )
      .finally(() => {
        this.#running.delete(work);
        this.#wake.set();
      });
    this.#running.add(work);
  }

  async #work(claimed: ClaimedJob): Promise<void> {
    const { logger } = this.#options;
    const lost = new AbortController();
    const beat = setInterval(
      () => {
        this.#table.renew(claimed).then(
          (held) => held || lost.abort(new LostClaim('another worker has taken the job')),
          (error: unknown) => logger.warn({ err: error, key: claimed.key }, 'the claim of a job is not renewed; trying again'),
        );
      },
      (LEASE_SECONDS * 1000) / 4,
    );
    const signal = AbortSignal.any([lost.signal, this.#stopping.signal]);
    try {
      if (claimed.status === 'RUNNING' && claimed.starts > MOST_STARTS)
        return await this.#giveUp(claimed, signal, endlessFailure(claimed.starts - 1, this.#options.system));
      if (claimed.status === 'UNDOING' && claimed.failure) return await this.#undo(claimed, signal, claimed.failure);
      await this.#attempt(claimed, signal);
    } finally {
      clearInterval(beat);
    }
  }

  async #attempt(claimed: ClaimedJob, signal: AbortSignal): Promise<void> {
    const { handlers, logger, system, backOff = { firstMs: 1_000, longestMs: 30_000 } } = this.#options;
    try {
      await handlers[claimed.kind]?.run(this.#runOf(claimed, signal));
    } catch (error) {
      if (error instanceof LostClaim || signal.reason instanceof LostClaim) return;
      if (this.#stopping.signal.aborted) return void (await this.#table.release(claimed));
      const failure = failureOf(error, system);
      const attempts = claimed.attempts + 1;
      logger.error({ err: error, kind: claimed.kind, key: claimed.key, attempts }, 'a job failed');
      if (isFinal(error) || attempts >= MOST_ATTEMPTS) await this.#giveUp({ ...claimed, attempts }, signal, failure);
      else await this.#table.retry(claimed, failure, backOffMs(attempts, backOff));
      return;
    }
    await this.#table.succeed(claimed);
  }

  async #giveUp(claimed: ClaimedJob, signal: AbortSignal, failure: JobFailure): Promise<void> {
    if (await this.#table.undo(claimed, failure)) await this.#undo({ ...claimed, status: 'UNDOING' }, signal, failure);
  }

  async #undo(claimed: ClaimedJob, signal: AbortSignal, failure: JobFailure): Promise<void> {
    const { handlers, logger, system, backOff = { firstMs: 1_000, longestMs: 30_000 } } = this.#options;
    try {
      await handlers[claimed.kind]?.giveUp?.(this.#runOf(claimed, signal), failure);
    } catch (error) {
      if (error instanceof LostClaim || signal.reason instanceof LostClaim) return;
      if (this.#stopping.signal.aborted) return void (await this.#table.release(claimed));
      logger.error({ err: error, kind: claimed.kind, key: claimed.key }, 'what a failed job did is not undone yet; trying again');
      await this.#table.retry(claimed, failure, backOffMs(claimed.attempts, backOff));
      return;
    }
    await this.#table.fail(claimed, failure, system);
  }

  #runOf(claimed: ClaimedJob, signal: AbortSignal): JobRun {
    const { key, payload, attempts, steps } = claimed;
    return {
      key,
      payload,
      attempt: attempts + 1,
      signal,
      step: async <Result>(name: string, work: () => Promise<Result>): Promise<Result> => {
        if (Object.hasOwn(steps, name)) return steps[name] as Result;
        signal.throwIfAborted();
        const json = JSON.stringify((await work()) ?? null);
        if (!(await this.#table.keep(claimed, name, json))) throw new LostClaim('another worker has taken the job');
        steps[name] = JSON.parse(json) as unknown;
        return steps[name] as Result;
      },
    };
  }
}
