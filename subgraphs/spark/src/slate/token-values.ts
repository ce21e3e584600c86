import { type Cache, readThrough } from '@wissil/platform/cache';
import type { ServiceFetch } from '@wissil/platform/auth';
import { WissilError } from '@wissil/platform/errors';
import type { ConsumeOptions } from '@wissil/platform/events';

const KEY = 'spark:token-values';
const TTL_SECONDS = 600;
const DEADLINE_MS = 5_000;

/** SLATE's tokens as SPARK uses them: custom property and CSS value, cached until SLATE says that they have changed (SLATE-4, SPARK-1). */
export class TokenValues {
  readonly #cache: Cache;
  readonly #fetch: ServiceFetch;
  readonly #url: string;

  /** @param options.url SLATE's origin */
  constructor(options: { cache: Cache; fetch: ServiceFetch; url: string }) {
    this.#cache = options.cache;
    this.#fetch = options.fetch;
    this.#url = options.url;
  }

  /** @throws WissilError UNAVAILABLE where SLATE does not answer, and its tokens are not cached */
  async all(): Promise<ReadonlyMap<string, string>> {
    return new Map(await readThrough(this.#cache, { key: KEY, ttlSeconds: TTL_SECONDS }, () => this.#read()));
  }

  /** Reads them again the next time. */
  invalidation(): ConsumeOptions {
    return { durable: 'spark-token-values', patterns: ['tokens.updated'], handler: () => this.#cache.delete(KEY) };
  }

  async #read(): Promise<[string, string][]> {
    const sheet = await this.#sheet();
    return [...sheet.matchAll(/^\s*(--[a-z0-9-]+):\s*([^;]+);/gm)].map((match) => [match[1] as string, match[2] as string]);
  }

  async #sheet(): Promise<string> {
    try {
      const response = await this.#fetch(`${this.#url}/api/tokens/theme.css`, { signal: AbortSignal.timeout(DEADLINE_MS) });
      if (!response.ok) throw new Error(`it answered with HTTP ${response.status}`);
      const sheet = await response.text();
      if (!sheet.includes('--')) throw new Error('there are none in its sheet');
      return sheet;
    } catch (error) {
      throw new WissilError(
        'UNAVAILABLE',
        `SLATE’s tokens cannot be read (${(error as Error).message}): a component without them would not look like ours.`,
        {
          cause: error,
        },
      );
    }
  }
}
