import { type Action, actionsOf, type Identity, isAction, secretHash } from '@wissil/platform/auth';
import type { Logger } from '@wissil/platform/logging';
import type { AccessToken, PrismaClient, User } from '../../generated/prisma/client.ts';

/** `lastUsedAt` is that precise: a token in steady use costs one write in so long. */
const USE_PRECISION_MS = 60_000;

/** Who is behind access tokens: LANDING's authority asks for those of a question together. */
export class AccessTokenIdentities {
  readonly #db: PrismaClient;
  readonly #logger: Logger;
  readonly #now: () => Date;

  constructor(options: { db: PrismaClient; logger: Logger; now?: () => Date }) {
    this.#db = options.db;
    this.#logger = options.logger;
    this.#now = options.now ?? (() => new Date());
  }

  /**
   * Who is behind each secret, in their order; undefined where it is unknown, expired, revoked, or its owner is not active.
   * @param use `use`: somebody makes a request, which the token is marked with; `watch`: an open connection is looked at again
   */
  async resolve(secrets: readonly string[], use: 'use' | 'watch'): Promise<(Identity | undefined)[]> {
    if (secrets.length === 0) return [];
    const hashes = secrets.map(secretHash);
    const now = this.#now();
    const found = await this.#db.accessToken.findMany({
      where: { secretHash: { in: hashes }, revokedAt: null, expiresAt: { gt: now }, user: { status: 'ACTIVE' } },
      include: { user: true },
    });
    if (use === 'use') await this.#markUsed(found, now);
    const byHash = new Map(found.map((row) => [row.secretHash, row]));
    return hashes.map((hash) => {
      const row = byHash.get(hash);
      return row && identityOf(row, row.user);
    });
  }

  async #markUsed(tokens: readonly AccessToken[], now: Date): Promise<void> {
    const before = new Date(now.getTime() - USE_PRECISION_MS);
    const stale = tokens.filter(({ lastUsedAt }) => lastUsedAt === null || lastUsedAt <= before).map(({ id }) => id);
    if (stale.length === 0) return;
    try {
      await this.#db.accessToken.updateMany({ where: { id: { in: stale } }, data: { lastUsedAt: now } });
    } catch (error) {
      // The token is good, whether or not its use can be written down.
      this.#logger.warn({ err: error }, 'the use of access tokens is not recorded');
    }
  }
}

/** A tool may what its scopes and the person's role allow; an agent, what the role AGENT allows besides. Both may ask who they are. */
function identityOf(token: AccessToken, owner: User): Identity {
  const allowed = actionsOf(owner.role);
  const actions: Action[] = ['account.read', ...token.scopes.filter((scope): scope is Action => isAction(scope) && allowed.has(scope))];
  const { id: credential, name: credentialName } = token;
  const common = { subject: owner.id, name: owner.name, actions, credential, credentialName, expiresAt: token.expiresAt.getTime() };
  return token.kind === 'AGENT' ? { ...common, kind: 'agent', role: 'AGENT' } : { ...common, kind: 'tool', role: owner.role };
}
