import { ConflictError, NotFoundError } from '@wissil/platform/errors';
import { newId } from '@wissil/platform/graphql';
import type { Prisma, User } from '../../generated/prisma/client.ts';
import { parsePerson } from './user-input.ts';

/** Administrators who can sign in. Local ones cannot: whoever is left with them alone is left out. */
const ACTIVE_ADMINISTRATORS = { role: 'ADMIN', status: 'ACTIVE', local: false } as const;

/** Whether nobody administers this installation yet, nor is invited to. */
export async function hasNoAdministrator(db: Pick<Prisma.TransactionClient, 'user'>): Promise<boolean> {
  return (await db.user.findFirst({ where: { role: 'ADMIN', local: false }, select: { id: true } })) === null;
}

/** Everybody who can decide what an administrator has to. */
export function activeAdministrators(db: Pick<Prisma.TransactionClient, 'user'>): Promise<Pick<User, 'id' | 'name'>[]> {
  return db.user.findMany({ where: ACTIVE_ADMINISTRATORS, orderBy: { id: 'asc' }, select: { id: true, name: true } });
}

/**
 * The first administrator, who has named themselves; their first sign-in makes them active.
 * @throws ConflictError where there is one already, InvalidInputError
 */
export async function createFirstAdministrator(tx: Prisma.TransactionClient, input: { email: string; name: string }): Promise<User> {
  const { email, name } = parsePerson(input);
  // Of two at once, the second sees the first.
  await tx.$executeRaw`LOCK TABLE "user" IN SHARE ROW EXCLUSIVE MODE`;
  if (!(await hasNoAdministrator(tx))) throw new ConflictError('This installation has an administrator: ask them for an invitation.');
  if (await tx.user.findUnique({ where: { email } })) throw new ConflictError(`There is a user with the address ${email} already.`);
  return tx.user.create({ data: { id: newId('User'), email, name, role: 'ADMIN', status: 'INVITED' } });
}

/**
 * The user, locked together with everybody who administers: changes of administrators take turns.
 * @throws NotFoundError
 */
export async function lockWithAdministrators(tx: Prisma.TransactionClient, id: string): Promise<User> {
  await tx.$queryRaw`
    SELECT "id" FROM "user" WHERE "id" = ${id} OR ("role" = 'ADMIN' AND "status" = 'ACTIVE' AND NOT "local") ORDER BY "id" FOR UPDATE`;
  const user = await tx.user.findUnique({ where: { id } });
  if (!user) throw new NotFoundError(`There is no user ${id}.`);
  return user;
}

/**
 * Within `lockWithAdministrators`.
 * @throws ConflictError where nobody would administer the installation without them
 */
export async function assertNotLastAdministrator(tx: Prisma.TransactionClient, user: User): Promise<void> {
  const { role, status, local } = ACTIVE_ADMINISTRATORS;
  if (user.role !== role || user.status !== status || user.local !== local) return;
  const others = await tx.user.count({ where: { ...ACTIVE_ADMINISTRATORS, id: { not: user.id } } });
  if (others > 0) return;
  throw new ConflictError(`${user.name} is the last active administrator: make somebody else an administrator first.`);
}
