import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { WissilError } from '../errors/index.ts';
import type { EventBus, Subscription } from '../events/index.ts';
import type { Logger } from '../logging/index.ts';
import { anonymousFrom, type Caller, callerOf, type Identity } from './caller.ts';
import { type Credential, credentialOf } from './credential.ts';
import type { Admitted, EdgeGuard } from './access-assertion.ts';
import type { IdentityAuthority } from './identity-authority.ts';

/** The bus subject that says that identities have changed, with an `IdentityChange`. */
export const IDENTITY_CHANGED = 'identity.changed';

/** What of somebody's identity is not as it was: everything of a person, or one session or access token. */
export const identityChange = z.object({ subject: z.string(), credential: z.string().optional() });
export type IdentityChange = z.infer<typeof identityChange>;

export interface IdentityClientOptions {
  authority: IdentityAuthority;
  bus: EventBus;
  logger: Logger;
  addressOf(request: IncomingMessage): string;
  /** Names of the session cookie; all that there are where it is not given. */
  cookies?: readonly string[];
  /** Refuses a request that is not let in, whoever sends it (Cloudflare Access). A session is good for who was let in alone. */
  guard?: EdgeGuard | undefined;
  now?: () => number;
}

/** An answer of LANDING is good for so long; the bus says of changes sooner. Half of what a revocation may take to be effective (5 s). */
const FRESH_MS = 2_000;
/** While LANDING does not answer, nobody can revoke anything there either: known callers go on for so long. */
const STALE_MS = 10 * 60_000;
/** After LANDING did not answer about somebody, they wait for it no sooner than this again. */
const PAUSE_MS = 1_000;
const MOST_ENTRIES = 20_000;
const MOST_ADDRESSES = 8;
/** LANDING hears at least so often that a credential is in use, also while open connections keep the answer about it fresh. */
const TELL_USE_MS = 30_000;

interface Known {
  identity: Identity | undefined;
  askedAt: number;
  /** When LANDING was last told that it is in use. */
  usedAt: number;
  /** Until then LANDING is not asked again, because it has just not answered. */
  pausedUntil: number;
  /** One object for each address that the credential is used from: what is keyed by the caller (signed identity) is made once. */
  callers: Map<string, Caller>;
}

/**
 * Establishes at the edge who a request is made for. LANDING is asked once per credential and two seconds, concurrent questions together.
 */
export class IdentityClient {
  readonly #options: IdentityClientOptions;
  readonly #now: () => number;
  readonly #known = new LRUCache<string, Known>({ max: MOST_ENTRIES });
  /** Credentials that are not good, apart: whoever tries many does not push out those that are. */
  readonly #unknown = new LRUCache<string, Known>({ max: MOST_ENTRIES });
  readonly #asking = new Map<string, Promise<Known>>();
  readonly #listeners = new Set<(change: IdentityChange) => void>();
  /** Of each question under way: who has changed since it was asked. */
  readonly #changedMeanwhile = new Set<Set<string>>();
  #waiting: { credential: Credential; use: 'use' | 'watch'; answer: PromiseWithResolvers<Identity | undefined> }[] = [];

  constructor(options: IdentityClientOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  /** Begins to hear of changes. */
  listen(): Promise<Subscription> {
    return this.#options.bus.subscribe(IDENTITY_CHANGED, (event) => {
      const change = identityChange.safeParse(event.payload);
      if (change.success) this.#changed(change.data);
      else this.#options.logger.warn({ event: event.id }, 'a change of identity is not as agreed');
    });
  }

  /** Called with each change, after which `identify` says what is true now. Returns how to stop. */
  onChange(listener: (change: IdentityChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Who sends the request; anonymous where it names no credential.
   * @throws WissilError UNAUTHENTICATED where the credential is not good (any more), UNAVAILABLE where that cannot be found out
   */
  authenticate(request: IncomingMessage): Caller | Promise<Caller> {
    const credential = credentialOf(request, this.#options.cookies);
    const address = this.#options.addressOf(request);
    if (this.#options.guard) return this.#guarded(request, credential, address);
    if (credential === undefined) return anonymousFrom(address);
    const known = this.#remembered(keyOf(credential));
    if (known !== undefined && this.#isFresh(known)) return this.#used(known, credential, address);
    return this.#find(credential, 'use').then((found) => this.#used(found, credential, address));
  }

  /** Whom the guard in front has let through; undefined where there is no guard. @throws WissilError for who has not come through it */
  async admit(request: IncomingMessage): Promise<Admitted | undefined> {
    return this.#options.guard?.admit(request);
  }

  /** Where the request comes from; empty where that is not known. */
  addressOf(request: IncomingMessage): string {
    return this.#options.addressOf(request);
  }

  /** As `authenticate`, for an open connection that is looked at again: it keeps no session alive. */
  async identify(credential: Credential, address: string): Promise<Caller> {
    const known = this.#remembered(keyOf(credential));
    return this.#callerOf(known !== undefined && this.#isFresh(known) ? known : await this.#find(credential, 'watch'), credential, address);
  }

  async #guarded(request: IncomingMessage, credential: Credential | undefined, address: string): Promise<Caller> {
    const admitted = await this.admit(request);
    if (credential === undefined) return anonymousFrom(address);
    const known = await this.#find(credential, 'use');
    const caller = this.#used(known, credential, address);
    if (credential.kind === 'session' && known.identity?.email !== admitted?.email) throw somebodyElse();
    return caller;
  }

  #isFresh({ askedAt, pausedUntil, identity }: Known): boolean {
    const now = this.#now();
    return (now - askedAt < FRESH_MS || now < pausedUntil) && (identity === undefined || identity.expiresAt > now);
  }

  /** The caller of a request; idle sessions end, so LANDING is told of it where the question about it did not. Nobody waits for that. */
  #used(known: Known, credential: Credential, address: string): Caller {
    const caller = this.#callerOf(known, credential, address);
    const now = this.#now();
    if (now - known.usedAt >= TELL_USE_MS) {
      known.usedAt = now;
      this.#together(credential, 'use').catch(() => undefined);
    }
    return caller;
  }

  #callerOf(known: Known, credential: Credential, address: string): Caller {
    const { identity, callers } = known;
    if (identity === undefined || identity.expiresAt <= this.#now()) throw unauthenticated(credential);
    let caller = callers.get(address);
    if (caller === undefined) {
      if (callers.size >= MOST_ADDRESSES) callers.clear();
      callers.set(address, (caller = callerOf(identity, address)));
    }
    return caller;
  }

  #find(credential: Credential, use: 'use' | 'watch'): Promise<Known> {
    const key = keyOf(credential);
    const known = this.#remembered(key);
    if (known !== undefined && this.#isFresh(known)) return Promise.resolve(known);
    const asking = this.#asking.get(key);
    if (asking !== undefined) return asking;
    const asked: Promise<Known> = this.#ask(key, credential, use).finally(() => {
      if (this.#asking.get(key) === asked) this.#asking.delete(key);
    });
    this.#asking.set(key, asked);
    return asked;
  }

  async #ask(key: string, credential: Credential, use: 'use' | 'watch'): Promise<Known> {
    const askedAt = this.#now();
    const meanwhile = new Set<string>();
    this.#changedMeanwhile.add(meanwhile);
    let identity: Identity | undefined;
    try {
      identity = await this.#together(credential, use);
    } catch (error) {
      const before = this.#known.get(key);
      if (before !== undefined && askedAt - before.askedAt < STALE_MS) {
        before.pausedUntil = this.#now() + PAUSE_MS;
        return before;
      }
      throw new WissilError('UNAVAILABLE', 'LANDING does not answer, and it alone knows who you are. Try again in a moment.', {
        cause: error,
      });
    } finally {
      this.#changedMeanwhile.delete(meanwhile);
    }
    // What was asked before a change may have been answered with what was true before it.
    if (identity !== undefined && meanwhile.has(identity.subject)) return this.#ask(key, credential, use);
    const before = this.#known.get(key);
    const same = before?.identity !== undefined && isSame(before.identity, identity);
    const usedAt = use === 'use' ? askedAt : (before?.usedAt ?? 0);
    const known: Known = { identity, askedAt, usedAt, pausedUntil: 0, callers: same ? before.callers : new Map() };
    this.#known.delete(key);
    (identity === undefined ? this.#unknown : this.#known).set(key, known);
    return known;
  }

  #remembered(key: string): Known | undefined {
    return this.#known.get(key) ?? this.#unknown.get(key);
  }

  /** Questions of one turn of the event loop are one question. */
  #together(credential: Credential, use: 'use' | 'watch'): Promise<Identity | undefined> {
    const answer = Promise.withResolvers<Identity | undefined>();
    if (this.#waiting.push({ credential, use, answer }) === 1) setImmediate(() => this.#send());
    return answer.promise;
  }

  #send(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const use of ['use', 'watch'] as const) {
      const group = waiting.filter((each) => each.use === use);
      if (group.length === 0) continue;
      this.#options.authority
        .resolve(
          group.map(({ credential }) => credential),
          use,
        )
        .then(
          (identities) => group.forEach(({ answer }, index) => answer.resolve(identities[index])),
          (error: unknown) => group.forEach(({ answer }) => answer.reject(error)),
        );
    }
  }

  #changed(change: IdentityChange): void {
    for (const [key, { identity }] of this.#known.entries()) {
      if (identity?.subject !== change.subject) continue;
      if (change.credential === undefined || identity.credential === change.credential) this.#known.delete(key);
    }
    for (const meanwhile of this.#changedMeanwhile) meanwhile.add(change.subject);
    for (const listener of this.#listeners) listener(change);
  }
}

/** But for the end of an idle session, which each use puts off: the caller does not hold it. */
function isSame(before: Identity, now: Identity | undefined): boolean {
  return now !== undefined && JSON.stringify({ ...before, expiresAt: 0 }) === JSON.stringify({ ...now, expiresAt: 0 });
}

function somebodyElse(): WissilError {
  return new WissilError(
    'UNAUTHENTICATED',
    'This session is not of the person whom Cloudflare Access has let in. Sign in to WISSIL with the same e-mail address as there.',
  );
}

function unauthenticated({ kind }: Credential): WissilError {
  return new WissilError(
    'UNAUTHENTICATED',
    kind === 'session'
      ? 'Your session has ended. Sign in again.'
      : 'The access token is not known, has expired, or was revoked. Create a new one in your account.',
  );
}

function keyOf({ kind, secret }: Credential): string {
  return `${kind}:${secret}`;
}

/** How secrets of sessions and access tokens are kept and looked up. */
export function secretHash(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}
