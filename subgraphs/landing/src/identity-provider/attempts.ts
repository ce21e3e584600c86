import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { isIPv6 } from 'node:net';
import type { InstallationSecret } from '@wissil/platform/auth';
import type { Cache } from '@wissil/platform/cache';
import { WissilError } from '@wissil/platform/errors';
import { ThrottledError } from './throttled-error.ts';

/** Guesses are counted by quarters of a minute, and the present quarter is added up with the four before it: never less than a minute. */
const QUARTER_MS = 15_000;
const QUARTERS = 5;
const KEPT = { ttlSeconds: 120 };

/** Guesses of passwords and codes in a minute. */
const MOST = {
  /** Of one address, whatever the account. */
  address: 30,
  /** Of one account from one address. */
  pair: 5,
  /** Of one account from all addresses whose browsers have never signed in to it. */
  account: 10,
  /** Of a browser that has signed in to the account before: whoever guesses elsewhere does not lock it out. */
  device: 5,
} as const;

type Budget = readonly [kind: keyof typeof MOST, subject: string];

export interface Guess {
  email: string;
  address: string;
  /** The value of the device cookie. */
  device: string | undefined;
}

/** Holds back who guesses. */
export class Attempts {
  readonly #cache: Cache;
  readonly #key: Buffer;
  readonly #now: () => number;

  constructor(options: { cache: Cache; secret: InstallationSecret; now: () => number }) {
    this.#cache = options.cache;
    this.#key = options.secret.derive('device cookie');
    this.#now = options.now;
  }

  /**
   * Counts a guess before it is looked at. One that is refused is not counted: hammering does not make the wait longer.
   * @throws ThrottledError, WissilError UNAVAILABLE where it cannot be counted
   */
  async count(guess: Guess): Promise<void> {
    const budgets = this.#budgetsOf(guess);
    try {
      await this.#assertWithin(budgets, 1);
      const quarter = this.#quarter();
      await Promise.all(budgets.map((budget) => this.#cache.increment(keyOf(budget, quarter), KEPT)));
      // Of several that come at once, each sees the others here.
      await this.#assertWithin(budgets, 0);
    } catch (error) {
      if (error instanceof WissilError) throw error;
      throw new WissilError(
        'UNAVAILABLE',
        'Nobody can sign in while the cache is away, as attempts cannot be counted. Try again in a moment.',
        {
          cause: error,
        },
      );
    }
  }

  /** The value of the cookie by which a browser is known that has signed in to the account. */
  deviceOf(email: string): string {
    const id = randomBytes(12).toString('base64url');
    return `${id}.${this.#signature(email, id)}`;
  }

  #budgetsOf({ email, address, device }: Guess): readonly Budget[] {
    const account = createHash('sha256').update(email.toLowerCase()).digest('base64url');
    const network = networkOf(address);
    if (device !== undefined && this.#isDeviceOf(email, device)) {
      return [
        ['address', network],
        ['device', `${account}:${device.split('.', 1)[0]}`],
      ];
    }
    return [
      ['address', network],
      ['pair', `${account}:${network}`],
      ['account', account],
    ];
  }

  async #assertWithin(budgets: readonly Budget[], more: 0 | 1): Promise<void> {
    const quarter = this.#quarter();
    const waits = await Promise.all(
      budgets.map(async (budget) => quartersToWait(await this.#counts(budget, quarter), MOST[budget[0]] - more)),
    );
    const longest = Math.max(...waits);
    if (longest === 0) return;
    const [kind, subject] = budgets[waits.indexOf(longest)] as Budget;
    const seconds = Math.ceil(((quarter + longest) * QUARTER_MS - this.#now()) / 1_000);
    throw new ThrottledError(seconds, await this.#cache.setIfAbsent(`guess:told:${kind}:${subject}`, '1', { ttlSeconds: seconds }));
  }

  /** The oldest first. */
  #counts(budget: Budget, quarter: number): Promise<number[]> {
    const quarters = Array.from({ length: QUARTERS }, (_, index) => quarter - QUARTERS + 1 + index);
    return Promise.all(quarters.map(async (each) => Number((await this.#cache.get(keyOf(budget, each))) ?? 0)));
  }

  #quarter(): number {
    return Math.floor(this.#now() / QUARTER_MS);
  }

  #isDeviceOf(email: string, device: string): boolean {
    const [id = '', signature = ''] = device.split('.');
    const [given, expected] = [Buffer.from(signature), Buffer.from(this.#signature(email, id))];
    return given.length === expected.length && timingSafeEqual(given, expected);
  }

  #signature(email: string, id: string): string {
    return createHmac('sha256', this.#key).update(`${email.toLowerCase()}\n${id}`).digest('base64url');
  }
}

/** After how many quarters no more than `most` are in the counts, of which the oldest falls out with each. */
function quartersToWait(counts: readonly number[], most: number): number {
  let sum = counts.reduce((total, count) => total + count, 0);
  let waited = 0;
  while (sum > most && waited < counts.length) sum -= counts[waited++] as number;
  return waited;
}

/** Whoever has one IPv6 address has the 2^64 beside it. */
function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.split('::', 2);
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  return [...before, ...Array.from({ length: zeros }, () => '0'), ...after].slice(0, 4).join(':');
}

function keyOf([kind, subject]: Budget, quarter: number): string {
  return `guess:${kind}:${subject}:${quarter}`;
}
