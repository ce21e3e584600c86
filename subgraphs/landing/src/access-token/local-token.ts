import { type Action, actionsOf, LOCAL_REQUEST_SECONDS, type LocalTokenDemand } from '@wissil/platform/auth';
import type { Cache } from '@wissil/platform/cache';
import { ConflictError, WissilError } from '@wissil/platform/errors';
import { newId } from '@wissil/platform/graphql';
import type { Prisma, PrismaClient, Role, User } from '../../generated/prisma/client.ts';
import { parseNewAccessToken, scopesFor } from './access-token-input.ts';
import type { AccessTokenService, CreatedAccessToken } from './access-token-service.ts';

/** Nobody can be invited under an address without a dot, so these names are theirs alone. */
const LOCAL_USERS: Readonly<Record<Role, string>> = { DESIGNER: 'designer', ENGINEER: 'engineer', ADMIN: 'administrator' };

/** Live access tokens of one local user: scripts that make one for each run have them expire. */
const MOST_LIVE_TOKENS = 2_000;

/** Longer than a request is good for, with what clocks may differ by. */
const REMEMBERED_SECONDS = LOCAL_REQUEST_SECONDS * 2;

/** Access tokens for whoever can read the installation's secret. They work for one local user of each role, or for named ones; none of them has a way to sign in. */
export class LocalTokens {
  readonly #db: PrismaClient;
  readonly #cache: Cache;
  readonly #tokens: AccessTokenService;

  constructor(options: { db: PrismaClient; cache: Cache; tokens: AccessTokenService }) {
    this.#db = options.db;
    this.#cache = options.cache;
    this.#tokens = options.tokens;
  }

  /**
   * Grants what a verified request asks for, once.
   * @throws WissilError UNAUTHENTICATED for a request that was granted before, InvalidInputError, ConflictError
   */
  async grant({ id, demand }: { id: string; demand: LocalTokenDemand }): Promise<CreatedAccessToken> {
    if (!(await this.#cache.setIfAbsent(`local-token:${id}`, '', { ttlSeconds: REMEMBERED_SECONDS }))) {
      throw new WissilError('UNAUTHENTICATED', 'This request has been used already: make a new one.');
    }
    const { role, person, kind, name, days } = demand;
    const permissions = actionsOf(role);
    const scopes: readonly Action[] = demand.scopes ?? scopesFor(kind, permissions);
    const wanted = parseNewAccessToken({ name, kind, scopes, expiresInDays: days }, { permissions, role });
    return this.#db.$transaction(async (tx) => {
      const { id: userId } = await localUser(tx, role, person);
      return this.#tokens.mint(tx, { userId, wanted, most: MOST_LIVE_TOKENS });
    });
  }
}

/** The local user of the role, locked; made when it is needed first. */
async function localUser(tx: Prisma.TransactionClient, role: Role, person?: string): Promise<User> {
  const title = LOCAL_USERS[role];
  const [name, email] =
    person === undefined ? [`Local ${title}`, `${title}@localhost`] : [`Local ${title} ${person}`, `${title}-${person}@localhost`];
  await tx.user.createMany({ data: [{ id: newId('User'), email, name, role, status: 'ACTIVE', local: true }], skipDuplicates: true });
  await tx.$queryRaw`SELECT "id" FROM "user" WHERE "email" = ${email} FOR UPDATE`;
  const user = await tx.user.findUniqueOrThrow({ where: { email } });
  if (user.status !== 'ACTIVE') throw new ConflictError(`${name} is disabled: an administrator can enable it among the users of LANDING.`);
  return user;
}
