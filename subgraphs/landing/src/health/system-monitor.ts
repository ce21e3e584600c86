import { setTimeout as delay } from 'node:timers/promises';
import type { Subscription } from '@wissil/platform/events';
import type { Logger } from '@wissil/platform/logging';
import type { SubgraphName } from '@wissil/platform/subgraph';
import type { HealthBoard } from './health-board.ts';
import { differs, unknownHealth } from './health-record.ts';
import { notYetObserved, type Observed, observe } from './health-state.ts';
import type { HealthChange, HealthStore } from './health-store.ts';
import type { MonitorLease } from './monitor-lease.ts';
import { type ProbeOutcome, probeSystem } from './system-probe.ts';

/** Milliseconds that a system may take to answer. */
const DEADLINE_MS = 800;

const CONFIRM_EVERY_MS = 10_000;

export interface Target {
  systemId: string;
  service: SubgraphName;
  /** Inside the installation. */
  address: string;
}

interface MonitorOptions {
  targets: readonly Target[];
  board: HealthBoard;
  store: HealthStore;
  lease: MonitorLease;
  intervalMs: number;
  logger: Logger;
}

/**
 * Probes the systems side by side at every interval, and sees to it that each change is on the board at once and in the database as soon as
 * that answers. What it sees is no evidence while LANDING itself does not answer it: this process is stopping then, or cut off.
 */
export class SystemMonitor {
  readonly #options: MonitorOptions;
  readonly #own: Target;
  readonly #observed = new Map<string, Observed>();
  readonly #probing = new Map<string, Promise<void>>();
  #unsaved: HealthChange[] = [];
  #saving: Promise<void> | undefined;
  #confirmedAt = 0;
  #blindSince: number | undefined;

  constructor(options: MonitorOptions) {
    const own = options.targets.find(({ service }) => service === 'landing');
    if (!own) throw new Error('LANDING is not among the systems to probe.');
    this.#options = options;
    this.#own = own;
    const begun = unknownHealth(new Date());
    for (const { systemId } of options.targets) options.board.put(systemId, begun);
  }

  async start(): Promise<Subscription> {
    const stopping = new AbortController();
    await this.#options.lease.check();
    const running = this.#run(stopping.signal);
    return {
      stop: async () => {
        stopping.abort();
        await running;
        await Promise.all(this.#probing.values());
        await this.#saving;
        await this.#options.lease.release();
      },
    };
  }

  /** Probes one system now; resolves when the result is on the board, and saved where PostgreSQL answers. */
  async checkNow(systemId: string): Promise<void> {
    const target = this.#options.targets.find((candidate) => candidate.systemId === systemId);
    if (!target) return;
    await this.#probe(target);
    await this.#save();
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { intervalMs, lease, board } = this.#options;
    for (let next = performance.now(); !signal.aborted;) {
      void lease.check();
      if (lease.state === 'elsewhere') this.#standBy();
      else {
        for (const target of this.#options.targets) void this.#probe(target);
        void this.#save();
        void board.share();
        void this.#confirm();
      }
      // A process that fell behind does not catch up with a burst.
      next = Math.max(next + intervalMs, performance.now());
      await delay(Math.max(0, next - performance.now()), undefined, { signal }).catch(() => {});
    }
  }

  #standBy(): void {
    this.#observed.clear();
    this.#unsaved = [];
    this.#options.board.forget();
  }

  #probe(target: Target): Promise<void> {
    const running = this.#probing.get(target.systemId) ?? this.#settle(target).finally(() => this.#probing.delete(target.systemId));
    this.#probing.set(target.systemId, running);
    return running;
  }

  /** Probes, a second time at once where the first leaves a doubt. */
  async #settle(target: Target): Promise<void> {
    const { board } = this.#options;
    for (let attempt = 1; attempt <= 2; attempt += 1) {
      const outcome = await this.#trusted(target, await this.#ask(target));
      const before = this.#observed.get(target.systemId) ?? notYetObserved(unknownHealth(new Date()));
      const after = observe(before, outcome);
      this.#observed.set(target.systemId, after);
      if (after.record.status !== 'UNKNOWN') board.put(target.systemId, after.record);
      if (differs(before.record, after.record)) {
        this.#unsaved.push({ systemId: target.systemId, from: before.record.status, record: after.record });
        void board.share();
        void this.#save();
      }
      if (outcome.kind !== 'failed' || after.record.status === 'DOWN') return;
    }
  }

  #ask(target: Target): Promise<ProbeOutcome> {
    return probeSystem({ service: target.service, address: target.address, deadlineMs: DEADLINE_MS });
  }

  /** A failure that would take a system down counts only while LANDING reaches itself. */
  async #trusted(target: Target, outcome: ProbeOutcome): Promise<ProbeOutcome> {
    if (outcome.kind !== 'failed' || this.#observed.get(target.systemId)?.record.status === 'DOWN') return outcome;
    const own = target === this.#own ? outcome : await this.#ask(this.#own);
    if (own.kind === 'answered') {
      this.#blindSince = undefined;
      return outcome;
    }
    this.#blindSince ??= performance.now();
    // Who is stopping is so too, and not for long.
    if (performance.now() - this.#blindSince >= this.#options.intervalMs) {
      this.#options.logger.warn(
        { system: target.service, error: outcome.error },
        'LANDING does not reach itself, so what it sees of others does not count',
      );
    }
    return { kind: 'inconclusive' };
  }

  /** Writes the changes in their order; what PostgreSQL does not take now is tried again at the next interval. */
  #save(): Promise<void> {
    this.#saving ??= this.#saveAll().finally(() => (this.#saving = undefined));
    return this.#saving;
  }

  async #saveAll(): Promise<void> {
    const { board, store, logger } = this.#options;
    for (let change = this.#unsaved[0]; change; change = this.#unsaved[0]) {
      try {
        const saved = await store.save(change);
        this.#adoptSince(change.systemId, saved.status, saved.since);
      } catch (error) {
        logger.warn({ err: error, changes: this.#unsaved.length }, 'changes of health are not saved yet');
        return;
      }
      if (this.#unsaved[0] === change) this.#unsaved.shift();
    }
    void board.share();
  }

  /** The state may hold for longer than this process runs. */
  #adoptSince(systemId: string, status: string, since: string): void {
    const observed = this.#observed.get(systemId);
    if (!observed || observed.record.status !== status || observed.record.since === since) return;
    const record = { ...observed.record, since };
    this.#observed.set(systemId, { ...observed, record });
    this.#options.board.put(systemId, record);
  }

  async #confirm(): Promise<void> {
    if (this.#unsaved.length > 0 || performance.now() - this.#confirmedAt < CONFIRM_EVERY_MS) return;
    this.#confirmedAt = performance.now();
    await this.#options.store
      .confirm()
      .catch((error: unknown) => this.#options.logger.debug({ err: error }, 'states of health are not confirmed'));
  }
}
