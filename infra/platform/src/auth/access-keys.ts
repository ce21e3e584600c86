import { createLocalJWKSet, errors, type FlattenedJWSInput, type JSONWebKeySet, type JWTHeaderParameters } from 'jose';
import { z } from 'zod';

/** Keys are fetched again at most so often, whatever tokens name. */
const COOLDOWN_MS = 30_000;
/** While there have never been any, nobody is let in: they are tried for sooner. */
const FIRST_COOLDOWN_MS = 1_000;
/** Keys that are older are fetched again, while they go on being used. */
const OLD_AFTER_MS = 10 * 60_000;
const DEADLINE_MS = 5_000;
const MOST_BYTES = 256 * 1024;

const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).max(100) });

type LocalKeys = ReturnType<typeof createLocalJWKSet>;

export interface AccessKeysOptions {
  url: string;
  fetch: typeof fetch;
  /** Milliseconds since the epoch. */
  now: () => number;
}

/** The public keys of an issuer. Those that were fetched last are good for as long as no others can be had. */
export class AccessKeys {
  readonly #options: AccessKeysOptions;
  #keys: LocalKeys | undefined;
  #fetchedAt = Number.NEGATIVE_INFINITY;
  #triedAt = Number.NEGATIVE_INFINITY;
  #fetching: Promise<void> | undefined;

  constructor(options: AccessKeysOptions) {
    this.#options = options;
  }

  /** Counts the sets of keys that there have been: what was verified with one of them is looked at again with the next. */
  generation = 0;

  /**
   * The key of a token.
   * @throws errors.JWKSNoMatchingKey where the issuer has none of that name, Error where there have never been any keys
   */
  async find(header: JWTHeaderParameters, token: FlattenedJWSInput): Promise<CryptoKey> {
    this.refreshWhereOld();
    if (this.#keys === undefined) await this.#refresh();
    const keys = this.#keys;
    if (keys === undefined) throw new Error(`The keys at ${this.#options.url} cannot be fetched.`);
    try {
      return await keys(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      // Perhaps the issuer has changed its keys.
      await this.#refresh();
      if (this.#keys === undefined || this.#keys === keys) throw error;
      return this.#keys(header, token);
    }
  }

  /** Nobody waits for that. */
  refreshWhereOld(): void {
    if (this.#keys !== undefined && this.#options.now() - this.#fetchedAt >= OLD_AFTER_MS) void this.#refresh();
  }

  /** Resolves when it has been tried, or may not be tried again yet. */
  #refresh(): Promise<void> {
    if (this.#fetching !== undefined) return this.#fetching;
    const now = this.#options.now();
    if (now - this.#triedAt < (this.#keys === undefined ? FIRST_COOLDOWN_MS : COOLDOWN_MS)) return Promise.resolve();
    this.#triedAt = now;
    this.#fetching = this.#fetch()
      .then(
        (set) => {
          this.#keys = createLocalJWKSet(set);
          this.#fetchedAt = now;
          this.generation += 1;
        },
        () => undefined,
      )
      .finally(() => (this.#fetching = undefined));
    return this.#fetching;
  }

  async #fetch(): Promise<JSONWebKeySet> {
    const { url, fetch } = this.#options;
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(DEADLINE_MS) });
    if (!response.ok) throw new Error(`${url} answered with HTTP ${response.status}.`);
    const body = await response.text();
    if (body.length > MOST_BYTES) throw new Error(`${url} answered with more than ${MOST_BYTES} bytes.`);
    const set = keySet.parse(JSON.parse(body));
    if (set.keys.length === 0) throw new Error(`${url} has no keys.`);
    return set as JSONWebKeySet;
  }
}
