import { IDENTITY_CHANGED, type IdentityChange } from '@wissil/platform/auth';
import { ConflictError, NotFoundError } from '@wissil/platform/errors';
import { recordEvent } from '@wissil/platform/events';
import { loadListPage, newId, type Page, type PageArguments } from '@wissil/platform/graphql';
import { Prisma, type PrismaClient, type Role, type User } from '../../generated/prisma/client.ts';
import type { AccountLink, AccountLinks } from './account-links.ts';
import { assertNotLastAdministrator, lockWithAdministrators } from './administrators.ts';
import { parseInvitation, parseSearch, type UserFilter } from './user-input.ts';

export interface Invitation extends AccountLink {
  user: User;
}

/** Ends what a user has open, in the transaction that wants it ended. */
export type EndSessions = (tx: Prisma.TransactionClient, userId: string) => Promise<unknown>;

/**
 * Who may sign in, and as what. User and account (of the identity provider) are written one after the other, in the order in which a stop
 * in between lets nobody in who shall not be: who is invited can be invited again, disabled users are out whatever their account says.
 */
export class UserService {
  readonly #db: PrismaClient;
  readonly #accounts: AccountLinks;
  readonly #endSessions: EndSessions;

  constructor(options: { db: PrismaClient; accounts: AccountLinks; endSessions: EndSessions }) {
    this.#db = options.db;
    this.#accounts = options.accounts;
    this.#endSessions = options.endSessions;
  }

  async byIds(ids: readonly string[]): Promise<(User | null)[]> {
    const found = new Map((await this.#db.user.findMany({ where: { id: { in: [...ids] } } })).map((row) => [row.id, row]));
    return ids.map((id) => found.get(id) ?? null);
  }

  /** Newest first. @throws InvalidInputError */
  async page(args: PageArguments, filter: UserFilter): Promise<Page<User>> {
    const contains = filter.search == null ? undefined : parseSearch(filter.search);
    const where: Prisma.UserWhereInput = {
      ...(filter.role && { role: filter.role }),
      ...(filter.status && { status: filter.status }),
      ...(contains && { OR: [{ name: { contains, mode: 'insensitive' } }, { email: { contains, mode: 'insensitive' } }] }),
    };
    return loadListPage(args, {
      find: (query) => this.#db.user.findMany({ where, orderBy: [{ createdAt: 'desc' }, { id: 'desc' }], ...query }),
      count: () => this.#db.user.count({ where }),
    });
  }

  /**
   * The user first: of two invitations of one address the second is refused before it touches the account. A stop before the account is
   * made leaves somebody who is invited and has no link, which `renewInvitation` makes.
   * @throws InvalidInputError, ConflictError where the address is somebody's
   */
  async invite(input: unknown): Promise<Invitation> {
    const { email, name, role } = parseInvitation(input);
    const user = await this.#db.user.create({ data: { id: newId('User'), email, name, role } }).catch(async (error: unknown) => {
      if (!(error instanceof Prisma.PrismaClientKnownRequestError) || error.code !== 'P2002') throw error;
      const known = await this.#db.user.findUnique({ where: { email }, select: { status: true } });
      throw new ConflictError(
        known?.status === 'INVITED' ? `${email} is invited already: renew the invitation instead.` : `${email} is a user already.`,
      );
    });
    return { ...(await this.#accounts.invite({ email, name })), user };
  }

  /** A new link; earlier ones end. @throws NotFoundError, ConflictError where the invitation has been followed */
  async renewInvitation(id: string): Promise<Invitation> {
    const user = await this.#find(id);
    if (user.status !== 'INVITED')
      throw new ConflictError(`${user.name} has signed in already, or is disabled: there is nothing to renew.`);
    return { ...(await this.#accounts.invite(user)), user };
  }

  /**
   * The account first: a stop before the sessions end leaves nobody with a link, so that it is done again.
   * @param by who asks: nobody takes their own second factor away with nothing but a session
   * @throws NotFoundError, ConflictError
   */
  async resetSecondFactor(id: string, by: string): Promise<Invitation> {
    assertSomebodyElse(id, by, 'Nobody resets their own second factor');
    const user = await this.#find(id);
    if (user.local) throw new ConflictError(`${user.name} is a local user, who does not sign in.`);
    if (user.status !== 'ACTIVE') {
      const instead =
        user.status === 'INVITED' ? 'has not signed in yet: renew the invitation instead.' : 'is disabled: enable them first.';
      throw new ConflictError(`${user.name} ${instead}`);
    }
    const link = await this.#accounts.resetSecondFactor(user.email);
    return { ...link, user: await this.endSessions(id) };
  }

  /** Effective at once. @throws NotFoundError, ConflictError for oneself, a local user and the last active administrator */
  changeRole(id: string, role: Role, by: string): Promise<User> {
    assertSomebodyElse(id, by, 'Nobody changes their own role');
    return this.#db.$transaction(async (tx) => {
      const user = await lockWithAdministrators(tx, id);
      if (user.role === role) return user;
      if (user.local) throw new ConflictError(`${user.name} is the local user of the role ${user.role}, and keeps it.`);
      await assertNotLastAdministrator(tx, user);
      const changed = await tx.user.update({ where: { id }, data: { role } });
      await announce(tx, id);
      return changed;
    });
  }

  /**
   * Ends their sessions, and makes their access tokens ineffective. The user first: whoever is disabled is out, whatever their account says.
   * Disabling again disables the account, where a stop had left it.
   * @throws NotFoundError, ConflictError for oneself and the last active administrator
   */
  async disable(id: string, by: string): Promise<User> {
    assertSomebodyElse(id, by, 'Nobody disables themselves');
    const user = await this.#db.$transaction(async (tx) => {
      const found = await lockWithAdministrators(tx, id);
      if (found.status === 'DISABLED') return found;
      await assertNotLastAdministrator(tx, found);
      const disabled = await tx.user.update({ where: { id }, data: { status: 'DISABLED' } });
      await this.#endSessions(tx, id);
      await announce(tx, id);
      return disabled;
    });
    if (!user.local) await this.#accounts.setDisabled(user.email, true);
    return user;
  }

  /** What they had before, but for their sessions. The account first: until the user is enabled, they are out. @throws NotFoundError, ConflictError */
  async enable(id: string, by: string): Promise<User> {
    assertSomebodyElse(id, by, 'Nobody enables themselves');
    const found = await this.#find(id);
    if (!found.local && found.status === 'DISABLED') await this.#accounts.setDisabled(found.email, false);
    return this.#db.$transaction(async (tx) => {
      const user = await lockWithAdministrators(tx, id);
      if (user.status !== 'DISABLED') return user;
      const hasSignedIn = user.local || user.subject !== null;
      const enabled = await tx.user.update({ where: { id }, data: { status: hasSignedIn ? 'ACTIVE' : 'INVITED' } });
      await announce(tx, id);
      return enabled;
    });
  }

  /** Signs them out everywhere. @throws NotFoundError */
  endSessions(id: string): Promise<User> {
    return this.#db.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT "id" FROM "user" WHERE "id" = ${id} FOR UPDATE`;
      const user = await tx.user.findUnique({ where: { id } });
      if (!user) throw new NotFoundError(`There is no user ${id}.`);
      await this.#endSessions(tx, id);
      await announce(tx, id);
      return user;
    });
  }

  async #find(id: string): Promise<User> {
    const user = await this.#db.user.findUnique({ where: { id } });
    if (!user) throw new NotFoundError(`There is no user ${id}.`);
    return user;
  }
}

function assertSomebodyElse(id: string, by: string, rule: string): void {
  if (id === by) throw new ConflictError(`${rule}: ask another administrator.`);
}

async function announce(tx: Prisma.TransactionClient, subject: string): Promise<void> {
  const payload: IdentityChange = { subject };
  await recordEvent(tx, { subject: IDENTITY_CHANGED, payload });
}
