import type { Cache } from '@wissil/platform/cache';
import type { Logger } from '@wissil/platform/logging';
import type { System } from '../../generated/prisma/client.ts';
import { type HealthRecord, unknownHealth } from './health-record.ts';

const KEY = 'landing:health';

/** The board is shared every interval; one that nobody renews is out of date. */
const SHARED_FOR_SECONDS = 10;

/** A stored state that no monitor has confirmed for this long says nothing about now. Milliseconds; monitors confirm every ten seconds. */
const STORED_IS_FRESH_MS = 30_000;

export type Shared = Readonly<Record<string, HealthRecord>>;

/**
 * The newest health of each system. The replica that probes has it in memory; the others read what it shares through the cache, or, where
 * the cache is not shared or does not answer, what the database has had confirmed.
 */
export class HealthBoard {
  readonly #cache: Cache;
  readonly #logger: Logger;
  #own: Record<string, HealthRecord> = {};

  constructor(options: { cache: Cache; logger: Logger }) {
    this.#cache = options.cache;
    this.#logger = options.logger;
  }

  put(systemId: string, record: HealthRecord): void {
    this.#own[systemId] = record;
  }

  own(systemId: string): HealthRecord | undefined {
    return this.#own[systemId];
  }

  /** Another replica probes now: what this one saw grows old. */
  forget(): void {
    this.#own = {};
  }

  async share(): Promise<void> {
    await this.#cache
      .set(KEY, JSON.stringify(this.#own), { ttlSeconds: SHARED_FOR_SECONDS })
      .catch((error: unknown) => this.#report(error));
  }

  /** What the replica that probes has shared; empty where it has not. */
  async shared(): Promise<Shared> {
    const text = await this.#cache.get(KEY).catch((error: unknown) => this.#report(error));
    return text === undefined ? {} : (JSON.parse(text) as Shared);
  }

  current(system: System, shared: Shared): HealthRecord {
    const own = this.#own[system.id];
    const others = shared[system.id];
    const newest = own && others ? (checkedAt(own) >= checkedAt(others) ? own : others) : (own ?? others);
    return newest ?? stored(system);
  }

  #report(error: unknown): undefined {
    this.#logger.debug({ err: error }, 'the cache does not answer; health is read from the database');
    return undefined;
  }
}

function stored(system: System): HealthRecord {
  const { healthSeenAt, healthRecord, healthSince } = system;
  if (!healthSeenAt || !healthRecord) return unknownHealth(healthSince);
  if (Date.now() - healthSeenAt.getTime() > STORED_IS_FRESH_MS) return unknownHealth(healthSeenAt);
  return { ...(healthRecord as unknown as HealthRecord), checkedAt: healthSeenAt.toISOString() };
}

function checkedAt(record: HealthRecord): string {
  return record.checkedAt ?? '';
}
