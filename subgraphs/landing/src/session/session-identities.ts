import { type Identity, secretHash } from '@wissil/platform/auth';
import type { Logger } from '@wissil/platform/logging';
import type { PrismaClient, Session, User } from '../../generated/prisma/client.ts';
import type { CachedSession, SessionCache } from './session-cache.ts';

export interface SessionLimits {
  /** A session that nobody uses ends after so long. */
  idleMs: number;
  /** Every session ends after so long. */
  absoluteMs: number;
}

export type SessionWithUser = Session & { user: User };

/** `lastSeenAt` is that precise: a session in steady use costs one write in so long. */
const SEEN_PRECISION_MS = 60_000;

export interface SessionIdentitiesOptions {
  db: PrismaClient;
  cache: SessionCache;
  logger: Logger;
  limits: SessionLimits;
  now: () => number;
  /** Whether the secret of that hash, present or replaced, is still good for the session. */
  isGood(session: SessionWithUser, hash: string): Promise<boolean>;
}

/** Who is behind sessions: LANDING's authority asks for those of a question together. */
export class SessionIdentities {
  readonly #db: PrismaClient;
  readonly #cache: SessionCache;
  readonly #logger: Logger;
  readonly #limits: SessionLimits;
  readonly #now: () => number;
  readonly #isGood: SessionIdentitiesOptions['isGood'];

  constructor(options: SessionIdentitiesOptions) {
    this.#db = options.db;
    this.#cache = options.cache;
    this.#logger = options.logger;
    this.#limits = options.limits;
    this.#now = options.now;
    this.#isGood = options.isGood;
  }

  /**
   * Who is behind each secret, in their order; undefined where the session is unknown, has ended, or its user is not active. Four statements
   * at most, whatever the number, unless somebody uses a secret that was replaced. Who watches has used the secret when it was good: what was
   * opened with it stays open while the session lasts, however often the cookie was replaced since.
   */
  async resolve(secrets: readonly string[], use: 'use' | 'watch'): Promise<(Identity | undefined)[]> {
    if (secrets.length === 0) return [];
    const hashes = secrets.map(secretHash);
    const cached = await this.#cache.find(hashes);
    const asked = new Map(secrets.map((secret, index) => [hashes[index] as string, secret]));
    for (const hash of cached.keys()) asked.delete(hash);
    const read = await (use === 'use' ? this.#read([...asked.keys()]) : this.#readWatched(asked));
    const now = this.#now();
    const found = hashes.map((hash) => {
      const session = cached.get(hash) ?? read.sessions.get(hash);
      return session !== undefined && session.identity.expiresAt > now ? session : undefined;
    });
    if (use === 'use') {
      await this.#markUsed(
        found.filter((session) => session !== undefined),
        read.arrived,
      );
    }
    return found.map((session) => session?.identity);
  }

  /** Those that are good, by the hash that was asked for; and those whose cookie has arrived at the browser, as is seen now. */
  async #read(hashes: readonly string[]): Promise<{ sessions: Map<string, CachedSession>; arrived: Session[] }> {
    const sessions = new Map<string, CachedSession>();
    const lasting = new Map<string, CachedSession>();
    const arrived: Session[] = [];
    if (hashes.length === 0) return { sessions, arrived };
    const begun = performance.now();
    const rows = await this.#db.session.findMany({
      where: { endedAt: null, OR: [{ secretHash: { in: [...hashes] } }, { previousHash: { in: [...hashes] } }] },
      include: { user: true },
    });
    const readMs = performance.now() - begun;
    const byHash = new Map(rows.flatMap((row) => [[row.secretHash, row] as const, [row.previousHash ?? '', row] as const]));
    for (const hash of hashes) {
      const row = byHash.get(hash);
      if (row === undefined || row.user.status !== 'ACTIVE' || endOf(row, this.#limits) <= this.#now() || !(await this.#isGood(row, hash)))
        continue;
      const session: CachedSession = { identity: identityOf(row, this.#limits), lastSeenAt: row.lastSeenAt.getTime() };
      sessions.set(hash, session);
      const present = row.secretHash === hash;
      if (present && row.confirmedAt === null && row.previousHash !== null) arrived.push(row);
      else if (present) lasting.set(hash, session);
    }
    await this.#cache.keep(lasting, readMs);
    return { sessions, arrived };
  }

  /** Those that last, by the hash of a secret that is theirs, or was and names them. */
  async #readWatched(secrets: ReadonlyMap<string, string>): Promise<{ sessions: Map<string, CachedSession>; arrived: Session[] }> {
    const sessions = new Map<string, CachedSession>();
    if (secrets.size === 0) return { sessions, arrived: [] };
    const hashes = [...secrets.keys()];
    const ids = [...secrets.values()].map(sessionIdOf).filter((id) => /^ses_\w{1,40}$/.test(id));
    const rows = await this.#db.session.findMany({
      where: { endedAt: null, OR: [{ id: { in: ids } }, { secretHash: { in: hashes } }, { previousHash: { in: hashes } }] },
      include: { user: true },
    });
    const byKey = new Map(rows.flatMap((row) => [row.id, row.secretHash, row.previousHash ?? ''].map((key) => [key, row] as const)));
    for (const [hash, secret] of secrets) {
      const row = byKey.get(sessionIdOf(secret)) ?? byKey.get(hash);
      if (row?.user.status !== 'ACTIVE') continue;
      sessions.set(hash, { identity: identityOf(row, this.#limits), lastSeenAt: row.lastSeenAt.getTime() });
    }
    return { sessions, arrived: [] };
  }

  async #markUsed(sessions: readonly CachedSession[], arrived: readonly Session[]): Promise<void> {
    const now = new Date(this.#now());
    const before = new Date(now.getTime() - SEEN_PRECISION_MS);
    const stale = sessions.filter(({ lastSeenAt }) => lastSeenAt <= before.getTime()).map(({ identity }) => identity);
    try {
      if (arrived.length > 0) {
        await this.#db.session.updateMany({
          where: { id: { in: arrived.map(({ id }) => id) }, secretHash: { in: arrived.map((each) => each.secretHash) } },
          data: { confirmedAt: now },
        });
      }
      if (stale.length === 0) return;
      const ids = stale.map(({ credential }) => credential);
      const { count } = await this.#db.session.updateMany({
        where: { id: { in: ids }, lastSeenAt: { lte: before } },
        data: { lastSeenAt: now },
      });
      if (count === 0) return;
      await this.#db.user.updateMany({ where: { id: { in: stale.map(({ subject }) => subject) } }, data: { lastSeenAt: now } });
    } catch (error) {
      // The session is good, whether or not its use can be written down.
      this.#logger.warn({ err: error }, 'the use of sessions is not recorded');
    }
  }
}

/** When it ends if nobody uses it any more, in milliseconds since the epoch. */
export function endOf({ expiresAt, lastSeenAt }: Session, { idleMs }: SessionLimits): number {
  return Math.min(expiresAt.getTime(), lastSeenAt.getTime() + idleMs);
}

export function identityOf(session: SessionWithUser, limits: SessionLimits): CachedSession['identity'] {
  const { id: subject, name, email, role } = session.user;
  return { kind: 'human', subject, name, email, role, credential: session.id, expiresAt: endOf(session, limits) };
}

function sessionIdOf(secret: string): string {
  return secret.split('.', 1)[0] as string;
}
