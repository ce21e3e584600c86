import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from '@wissil/platform/logging';
import type { ReleaseToRun, Runtime } from '../deploy-target.ts';
import { Replica, type ReplicaParts } from './replica.ts';

export interface ReplicaSetOptions extends ReplicaParts {
  count: number;
  readySeconds: number;
  logger: Logger;
  /** When `runtime` is another. */
  onChange: () => void;
}

const FIRST_RESTART_MS = 100;
const LONGEST_RESTART_MS = 30_000;
/** Who has run for so long is started again at once when it ends. */
const STEADY_MS = 10_000;

/** The replicas of one release. Each that ends is started again, for as long as the set is not retired. */
export class ReplicaSet {
  readonly release: ReleaseToRun;
  readonly #options: ReplicaSetOptions;
  readonly #retiring = new AbortController();
  readonly #running = new Set<Replica>();
  readonly #loops: Promise<void>[];
  readonly #waiting = new Set<() => void>();
  #ready: Replica[] = [];
  #next = 0;
  #restarts = 0;
  #message: string | null = null;
  #closed = false;
  #failed: ((error: Error) => void) | undefined;

  constructor(options: ReplicaSetOptions) {
    this.release = options.release;
    this.#options = options;
    this.#loops = Array.from({ length: options.count }, () => this.#keep());
  }

  get runtime(): Runtime {
    return { desired: this.#options.count, ready: this.#ready.length, restarts: this.#restarts, message: this.#message };
  }

  /** Resolves when every replica is ready. Rejects with the first reason why one is not. */
  async untilReady(signal: AbortSignal): Promise<void> {
    const { promise, reject } = Promise.withResolvers<never>();
    promise.catch(() => undefined);
    this.#failed = reject;
    if (this.#message !== null) reject(new Error(this.#message));
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    try {
      while (this.#ready.length < this.#options.count) await Promise.race([this.#change(), promise]);
    } finally {
      this.#failed = undefined;
    }
  }

  /** The replica whose turn it is; undefined where none is ready within `waitMs`. */
  async take(waitMs: number): Promise<Replica | undefined> {
    const deadline = performance.now() + waitMs;
    while (this.#ready.length === 0) {
      const left = deadline - performance.now();
      if (left <= 0 || this.#retiring.signal.aborted) return undefined;
      await Promise.race([this.#change(), pause(left, undefined, { ref: false })]);
    }
    return this.#ready[this.#next++ % this.#ready.length];
  }

  /** Ends all of it, when what is under way has finished, or after `drainMs`. */
  async retire(drainMs: number, { graceMs = 5_000, signal }: { graceMs?: number; signal?: AbortSignal } = {}): Promise<void> {
    this.#retiring.abort(new Error('it is retired'));
    this.#ready = [];
    await Promise.all([...this.#running].map((replica) => replica.retire(drainMs, { graceMs, signal })));
    await Promise.all(this.#loops);
    if (!this.#closed) this.#options.image.close();
    this.#closed = true;
  }

  async #keep(): Promise<void> {
    const { signal } = this.#retiring;
    for (let failures = 0; !signal.aborted;) {
      const startedAt = performance.now();
      const reason = await this.#runOnce();
      if (signal.aborted) return;
      this.#restarts++;
      failures = performance.now() - startedAt > STEADY_MS ? 0 : failures + 1;
      const waitMs = failures === 0 ? 0 : Math.min(LONGEST_RESTART_MS, FIRST_RESTART_MS * 2 ** (failures - 1));
      this.#message = reason;
      this.#failed?.(new Error(reason));
      this.#options.logger.warn(
        { deployment: this.release.deploymentId, reason, againInMs: waitMs },
        'a replica ended; it is started again',
      );
      this.#changed();
      await pause(waitMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Why it does not run any more. */
  async #runOnce(): Promise<string> {
    const { readySeconds } = this.#options;
    const { signal } = this.#retiring;
    let replica: Replica | undefined;
    try {
      const started = await Replica.start(this.#options);
      replica = started;
      this.#running.add(started);
      if (signal.aborted) await started.retire(0, { graceMs: 0 });
      await started.untilReady(readySeconds, signal);
      this.#ready = [...this.#ready, started];
      this.#message = null;
      this.#changed();
      const { code, signal: by, reason } = await started.ended;
      const how =
        reason === 'memory' ? 'took more memory than it may' : by === null ? `ended with exit code ${code}` : `was ended by ${by}`;
      return `It ${how}. ${started.lastLines(4)}`.trim();
    } catch (error) {
      if (!signal.aborted) await replica?.retire(0, { graceMs: 0 });
      return (error as Error).message;
    } finally {
      if (replica) {
        this.#ready = this.#ready.filter((each) => each !== replica);
        await replica.ended;
        this.#running.delete(replica);
      }
    }
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.add(resolve));
  }

  #changed(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
    this.#options.onChange();
  }
}
