import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises';
import type { DependencyProbe, DependencyReport, HealthReport } from './health.ts';

/** Milliseconds after which a probe counts as failed: well below what LANDING waits for the whole report, so that a hung dependency shows as one. */
const PROBE_DEADLINE_MS = 500;

/** A deadline that fires later than this says more about this process than about the dependency, which then has that long again. Milliseconds. */
const OWN_STALL_MS = 100;

/** Answers are shared for this long, so that a flood of health requests cannot flood the dependencies. Milliseconds. */
const FRESH_FOR_MS = 250;

/** Probes the dependencies of one service side by side and remembers each one's newest failure. */
export class HealthMonitor {
  readonly #service: string;
  readonly #version: string;
  readonly #probes: readonly DependencyProbe[];
  readonly #startedAt = new Date().toISOString();
  readonly #lastErrors = new Map<string, string>();
  #current: { at: number; report: Promise<HealthReport> } | undefined;

  constructor(options: { service: string; version: string; probes: readonly DependencyProbe[] }) {
    this.#service = options.service;
    this.#version = options.version;
    this.#probes = options.probes;
  }

  report(): Promise<HealthReport> {
    const now = performance.now();
    if (!this.#current || now - this.#current.at > FRESH_FOR_MS) this.#current = { at: now, report: this.#probeAll() };
    return this.#current.report;
  }

  async #probeAll(): Promise<HealthReport> {
    const dependencies = await Promise.all(this.#probes.map((probe) => this.#probe(probe)));
    return {
      service: this.#service,
      status: dependencies.some((dependency) => dependency.status === 'down') ? 'degraded' : 'up',
      version: this.#version,
      startedAt: this.#startedAt,
      checkedAt: new Date().toISOString(),
      dependencies,
    };
  }

  async #probe({ name, probe }: DependencyProbe): Promise<DependencyReport> {
    if (!probe) return { name, status: 'not-configured', latencyMs: null, lastError: null };
    const begun = performance.now();
    const deadline = new AbortController();
    try {
      await Promise.race([
        probe(deadline.signal),
        passed(deadline.signal).then(() => {
          throw new Error(`no answer within ${PROBE_DEADLINE_MS} ms`);
        }),
      ]);
      return { name, status: 'up', latencyMs: milliseconds(begun), lastError: this.#lastErrors.get(name) ?? null };
    } catch (error) {
      const lastError = error instanceof Error ? error.message : String(error);
      this.#lastErrors.set(name, lastError);
      return { name, status: 'down', latencyMs: milliseconds(begun), lastError };
    } finally {
      deadline.abort();
    }
  }
}

async function passed(signal: AbortSignal): Promise<void> {
  const begun = performance.now();
  await delay(PROBE_DEADLINE_MS, undefined, { signal });
  const stalled = performance.now() - begun > PROBE_DEADLINE_MS + OWN_STALL_MS;
  await (stalled ? delay(OWN_STALL_MS, undefined, { signal }) : turn());
}

function milliseconds(begun: number): number {
  return Math.round((performance.now() - begun) * 100) / 100;
}
