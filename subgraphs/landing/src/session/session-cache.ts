import { IDENTITY_CHANGED, type Identity, identityChange } from '@wissil/platform/auth';
import type { Cache } from '@wissil/platform/cache';
import type { EventBus } from '@wissil/platform/events';
import type { Logger } from '@wissil/platform/logging';
import { z } from 'zod';

/** Who is behind a session, with what is not said in its identity. */
export interface CachedSession {
  identity: Identity & { kind: 'human' };
  lastSeenAt: number;
}

/** Together with the two seconds for which edges remember an answer, less than the five that a revocation may take. */
const ENTRY_SECONDS = 2;
/** Longer than any entry that was read from the database before a change can live. */
const CHANGED_SECONDS = 5;
/** What took longer to read from the database than this may be of before a change that is no longer marked. */
const MOST_READ_MS = 1_000;

type EventPublisher = Pick<EventBus, 'publish'>;

const entry = z.object({
  identity: z.object({
    kind: z.literal('human'),
    subject: z.string(),
    name: z.string(),
    email: z.string(),
    role: z.enum(['DESIGNER', 'ENGINEER', 'ADMIN']),
    credential: z.string(),
    expiresAt: z.number(),
  }),
  lastSeenAt: z.number(),
});

/**
 * Sessions by the hash of their secret, for the moment in which several edges ask about them. PostgreSQL is the record: what the cache does
 * not have, or does not answer, is read there.
 */
export class SessionCache {
  readonly #cache: Cache;
  readonly #logger: Logger;

  constructor(options: { cache: Cache; logger: Logger }) {
    this.#cache = options.cache;
    this.#logger = options.logger;
  }

  /** Those of the hashes that are there. Never rejects. */
  async find(hashes: readonly string[]): Promise<Map<string, CachedSession>> {
    const found = new Map<string, CachedSession>();
    try {
      await Promise.all(
        hashes.map(async (hash) => {
          const session = readEntry(await this.#cache.get(keyOf(hash)));
          if (session !== undefined && (await this.#cache.get(changedKey(session.identity.subject))) === undefined)
            found.set(hash, session);
        }),
      );
    } catch (error) {
      this.#logger.debug({ err: error }, 'the cache of sessions is passed over');
      return new Map();
    }
    return found;
  }

  /**
   * Never rejects.
   * @param readMs how long reading them from the database took
   */
  async keep(sessions: ReadonlyMap<string, CachedSession>, readMs: number): Promise<void> {
    if (readMs > MOST_READ_MS) return;
    try {
      await Promise.all(
        [...sessions].map(async ([hash, session]) => {
          if ((await this.#cache.get(changedKey(session.identity.subject))) !== undefined) return;
          await this.#cache.set(keyOf(hash), JSON.stringify(session), { ttlSeconds: ENTRY_SECONDS });
        }),
      );
    } catch (error) {
      this.#logger.debug({ err: error }, 'sessions are not cached');
    }
  }

  /**
   * The bus for the relay of the outbox: before anybody hears that somebody has changed, what is cached about them counts for nothing, so
   * that who asks because of it is not told what was true before.
   */
  forgetting(bus: EventPublisher): EventPublisher {
    return {
      publish: async (events) => {
        for (const { subject, payload } of events) {
          const change = subject === IDENTITY_CHANGED ? identityChange.safeParse(payload) : undefined;
          if (change?.success) await this.forget(change.data.subject);
        }
        return bus.publish(events);
      },
    };
  }

  /** For as long as a change of the user takes, nothing of before it counts. Never rejects: entries end by themselves in time. */
  async forget(userId: string): Promise<void> {
    await this.#cache.set(changedKey(userId), '1', { ttlSeconds: CHANGED_SECONDS }).catch((error: unknown) => {
      this.#logger.warn({ err: error }, 'a change of identity is not marked in the cache: it is effective within five seconds');
    });
  }
}

function readEntry(text: string | undefined): CachedSession | undefined {
  if (text === undefined) return undefined;
  try {
    return entry.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function keyOf(hash: string): string {
  return `session:${hash}`;
}

function changedKey(subject: string): string {
  return `session-changed:${subject}`;
}
