import { randomBytes } from 'node:crypto';
import { type Action, IDENTITY_CHANGED, type IdentityChange, type Role, secretHash } from '@wissil/platform/auth';
import { ConflictError, NotFoundError } from '@wissil/platform/errors';
import { recordEvent } from '@wissil/platform/events';
import { newId } from '@wissil/platform/graphql';
import type { AccessToken, Prisma, PrismaClient } from '../../generated/prisma/client.ts';
import { type NewAccessToken, parseNewAccessToken } from './access-token-input.ts';

/** Tells people and secret scanners what it is. */
const PREFIX = 'wsl_';
const SECRET_BYTES = 32;
const DAY_MS = 86_400_000;

/** Access tokens of one person that are neither expired nor revoked. */
const MOST_LIVE_TOKENS = 50;

export interface CreatedAccessToken {
  accessToken: AccessToken;
  /** Known here and now alone: its hash is what is kept. */
  secret: string;
}

/** The person for whom a token is to work. */
export interface TokenOwner {
  id: string;
  role: Role;
  permissions: ReadonlySet<Action>;
}

export class AccessTokenService {
  readonly #db: PrismaClient;
  readonly #now: () => Date;

  constructor(options: { db: PrismaClient; now?: () => Date }) {
    this.#db = options.db;
    this.#now = options.now ?? (() => new Date());
  }

  async byIds(ids: readonly string[]): Promise<(AccessToken | null)[]> {
    const found = new Map((await this.#db.accessToken.findMany({ where: { id: { in: [...ids] } } })).map((row) => [row.id, row]));
    return ids.map((id) => found.get(id) ?? null);
  }

  /** @throws InvalidInputError, ConflictError where the person has as many as they may */
  create(input: unknown, owner: TokenOwner): Promise<CreatedAccessToken> {
    const wanted = parseNewAccessToken(input, owner);
    return this.#db.$transaction(async (tx) => {
      // The owner's row is the lock: of several at once, none passes the limit, and none is made for somebody who is disabled meanwhile.
      const owners = await tx.$queryRaw<{ status: string }[]>`SELECT "status" FROM "user" WHERE "id" = ${owner.id} FOR UPDATE`;
      if (owners[0]?.status !== 'ACTIVE') throw new NotFoundError(`There is no active user ${owner.id}.`);
      return this.mint(tx, { userId: owner.id, wanted, most: MOST_LIVE_TOKENS });
    });
  }

  /**
   * Within the lock of the owner's row.
   * @throws ConflictError where there are `most` already
   */
  async mint(tx: Prisma.TransactionClient, request: { userId: string; wanted: NewAccessToken; most: number }): Promise<CreatedAccessToken> {
    const { userId, wanted, most } = request;
    const now = this.#now();
    const live = await tx.accessToken.count({ where: { userId, revokedAt: null, expiresAt: { gt: now } } });
    if (live >= most) throw new ConflictError(`There are ${live} access tokens already, as many as there may be: revoke one first.`);
    const secret = PREFIX + randomBytes(SECRET_BYTES).toString('base64url');
    const { name, kind, scopes, expiresInDays } = wanted;
    const expiresAt = new Date(now.getTime() + expiresInDays * DAY_MS);
    const accessToken = await tx.accessToken.create({
      data: { id: newId('AccessToken'), userId, name, kind, scopes, secretHash: secretHash(secret), createdAt: now, expiresAt },
    });
    return { accessToken, secret };
  }

  /**
   * Ends a token at once; one that is revoked already stays as it is.
   * @param by whose tokens may be revoked; `anybody` for an administrator
   * @throws NotFoundError, also for what belongs to somebody else
   */
  revoke(id: string, by: { owner: string } | 'anybody'): Promise<AccessToken> {
    return this.#db.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT "id" FROM "access_token" WHERE "id" = ${id} FOR UPDATE`;
      const found = await tx.accessToken.findUnique({ where: { id } });
      if (!found || (by !== 'anybody' && found.userId !== by.owner)) throw new NotFoundError(`There is no access token ${id}.`);
      if (found.revokedAt) return found;
      const revoked = await tx.accessToken.update({ where: { id }, data: { revokedAt: this.#now() } });
      const payload: IdentityChange = { subject: found.userId, credential: id };
      await recordEvent(tx, { subject: IDENTITY_CHANGED, payload });
      return revoked;
    });
  }
}
