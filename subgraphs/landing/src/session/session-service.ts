import { randomBytes } from 'node:crypto';
import type { AuditTrail } from '@wissil/platform/audit';
import { callerOf, IDENTITY_CHANGED, type Identity, type IdentityChange, secretHash } from '@wissil/platform/auth';
import { NotFoundError } from '@wissil/platform/errors';
import { recordEvent } from '@wissil/platform/events';
import { loadListPage, newId, type Page, type PageArguments } from '@wissil/platform/graphql';
import type { Logger } from '@wissil/platform/logging';
import type { Prisma, PrismaClient, Session } from '../../generated/prisma/client.ts';
import type { SessionCache } from './session-cache.ts';
import { endOf, identityOf, SessionIdentities, type SessionLimits, type SessionWithUser } from './session-identities.ts';

export interface NewSession {
  userId: string;
  address: string;
  userAgent: string;
  /** Encrypted. */
  idToken: string | null;
}

/** The cookie's secret is replaced when it is so old. */
const ROTATE_AFTER_MS = 60 * 60_000;

/** The answer with a new secret is on its way to the browser for so long at most; nobody is given another one meanwhile. */
const ANSWER_MS = 10_000;

/** Requests that were under way with the secret before are answered for so long after the new one has arrived. */
const GRACE_MS = 60_000;

const LONGEST_USER_AGENT = 300;

/** Browsers that are signed in. Secrets are kept hashed; every ending is announced in the transaction that makes it. */
export class SessionService {
  readonly #db: PrismaClient;
  readonly #cache: SessionCache;
  readonly #audit: AuditTrail;
  readonly #identities: SessionIdentities;
  readonly #limits: SessionLimits;
  readonly #now: () => number;

  constructor(options: {
    db: PrismaClient;
    cache: SessionCache;
    audit: AuditTrail;
    logger: Logger;
    limits: SessionLimits;
    now?: () => number;
  }) {
    this.#db = options.db;
    this.#cache = options.cache;
    this.#audit = options.audit;
    this.#limits = options.limits;
    this.#now = options.now ?? Date.now;
    const isGood = (session: SessionWithUser, hash: string) => this.#isGood(session, hash);
    this.#identities = new SessionIdentities({ ...options, now: this.#now, isGood });
  }

  /** Returns the cookie's secret beside the session. */
  async create(
    tx: Prisma.TransactionClient,
    { userId, address, userAgent, idToken }: NewSession,
  ): Promise<{ session: Session; secret: string }> {
    const now = this.#now();
    const id = newId('Session');
    const secret = newSecret(id);
    const session = await tx.session.create({
      data: {
        id,
        userId,
        secretHash: secretHash(secret),
        rotatedAt: new Date(now),
        createdAt: new Date(now),
        lastSeenAt: new Date(now),
        expiresAt: new Date(now + this.#limits.absoluteMs),
        address,
        userAgent: userAgent.slice(0, LONGEST_USER_AGENT),
        idToken,
      },
    });
    return { session, secret };
  }

  /** Who is behind each secret, in their order (SessionIdentities). */
  resolve(secrets: readonly string[], use: 'use' | 'watch'): Promise<(Identity | undefined)[]> {
    return this.#identities.resolve(secrets, use);
  }

  /**
   * A new secret for the cookie where the present one is old; undefined where it may stay.
   * @throws NotFoundError where the secret is not that of a session (any more)
   */
  async rotate(secret: string): Promise<{ secret: string | undefined; expiresAt: Date }> {
    const hash = secretHash(secret);
    const stale = await this.#db.session.findFirst({ where: { endedAt: null, previousHash: hash }, include: { user: true } });
    if (stale && !(await this.#isGood(stale, hash))) throw ended();
    return this.#db.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT "id" FROM "session" WHERE "secret_hash" = ${hash} OR "previous_hash" = ${hash} FOR UPDATE`;
      const row = await tx.session.findFirst({
        where: { endedAt: null, OR: [{ secretHash: hash }, { previousHash: hash }] },
        include: { user: true },
      });
      if (!row || row.user.status !== 'ACTIVE' || endOf(row, this.#limits) <= this.#now()) throw ended();
      // Whoever still has the secret before is on the way to get this one, or its answer was lost.
      const age = this.#now() - row.rotatedAt.getTime();
      const due = row.secretHash === hash ? age >= ROTATE_AFTER_MS : row.confirmedAt === null && age >= ANSWER_MS;
      if (!due) return { secret: undefined, expiresAt: row.expiresAt };
      const next = newSecret(row.id);
      await tx.session.update({
        where: { id: row.id },
        data: { secretHash: secretHash(next), previousHash: hash, rotatedAt: new Date(this.#now()), confirmedAt: null },
      });
      return { secret: next, expiresAt: row.expiresAt };
    });
  }

  /** The session of a secret, if it is that of one. */
  async find(secret: string): Promise<Session | null> {
    const hash = secretHash(secret);
    return this.#db.session.findFirst({ where: { endedAt: null, OR: [{ secretHash: hash }, { previousHash: hash }] } });
  }

  async byIds(ids: readonly string[]): Promise<(Session | null)[]> {
    const found = new Map((await this.#db.session.findMany({ where: { id: { in: [...ids] } } })).map((row) => [row.id, row]));
    return ids.map((id) => found.get(id) ?? null);
  }

  /** Those that are open, the one used last first. */
  page(userId: string, args: PageArguments): Promise<Page<Session>> {
    const now = this.#now();
    const where = {
      userId,
      endedAt: null,
      expiresAt: { gt: new Date(now) },
      lastSeenAt: { gt: new Date(now - this.#limits.idleMs) },
    };
    return loadListPage(args, {
      find: (query) => this.#db.session.findMany({ where, orderBy: [{ lastSeenAt: 'desc' }, { id: 'desc' }], ...query }),
      count: () => this.#db.session.count({ where }),
    });
  }

  /** One of the user's own. @throws NotFoundError */
  async end(id: string, userId: string): Promise<Session> {
    await this.#cache.forget(userId);
    return this.#db.$transaction(async (tx) => {
      const { count } = await tx.session.updateMany({ where: { id, userId, endedAt: null }, data: { endedAt: new Date(this.#now()) } });
      if (count === 0) throw new NotFoundError('You have no open session of this id: it has ended already.');
      await announce(tx, { subject: userId, credential: id });
      return tx.session.findUniqueOrThrow({ where: { id } });
    });
  }

  /** All of the user's, or all but one. Returns how many. */
  async endAll(userId: string, { except }: { except?: string } = {}): Promise<number> {
    return this.#db.$transaction(async (tx) => {
      const count = await this.endIn(tx, userId, except);
      if (count > 0) await announce(tx, { subject: userId });
      return count;
    });
  }

  /** The same as part of a transaction that announces the change itself. */
  async endIn(tx: Prisma.TransactionClient, userId: string, except?: string): Promise<number> {
    await this.#cache.forget(userId);
    const { count } = await tx.session.updateMany({
      where: { userId, endedAt: null, ...(except !== undefined && { id: { not: except } }) },
      data: { endedAt: new Date(this.#now()) },
    });
    return count;
  }

  /** Ends one whose browser has another from now on. */
  async supersede(tx: Prisma.TransactionClient, { id, userId }: Session): Promise<void> {
    await this.#cache.forget(userId);
    const { count } = await tx.session.updateMany({ where: { id, endedAt: null }, data: { endedAt: new Date(this.#now()) } });
    if (count > 0) await announce(tx, { subject: userId, credential: id });
  }

  /** Forgets sessions that ended long ago. Returns how many. */
  async forget(olderThanMs: number): Promise<number> {
    const before = new Date(this.#now() - olderThanMs);
    const { count } = await this.#db.session.deleteMany({ where: { OR: [{ endedAt: { lt: before } }, { expiresAt: { lt: before } }] } });
    return count;
  }

  /** A secret that was replaced, and whose successor has been in use for a while, is in two hands: nobody goes on with that session. */
  async #isGood(session: SessionWithUser, hash: string): Promise<boolean> {
    if (session.secretHash === hash || session.confirmedAt === null) return true;
    if (this.#now() - session.confirmedAt.getTime() < GRACE_MS) return true;
    await this.end(session.id, session.userId).catch((error: unknown) => {
      if (!(error instanceof NotFoundError)) throw error;
    });
    await this.#audit.note(
      { caller: callerOf(identityOf(session, this.#limits), ''), requestId: session.id },
      { operation: 'session-reuse', target: session.id, outcome: 'DENIED', code: 'UNAUTHENTICATED' },
    );
    return false;
  }
}

/** Names its session: what is open is found again by that, when its secret has been replaced. */
function newSecret(id: string): string {
  return `${id}.${randomBytes(32).toString('base64url')}`;
}

function ended(): NotFoundError {
  return new NotFoundError('This session has ended. Sign in again.');
}

async function announce(tx: Prisma.TransactionClient, payload: IdentityChange): Promise<void> {
  await recordEvent(tx, { subject: IDENTITY_CHANGED, payload });
}
