import { WissilError } from '@wissil/platform/errors';
import { newId } from '@wissil/platform/graphql';
import type { Prisma, User } from '../../generated/prisma/client.ts';
import type { ProvenIdentity } from './relying-party.ts';

/**
 * The user whom a proven identity belongs to: by issuer and subject, at the first sign-in by the verified e-mail address of an invitation.
 * @param administrators e-mail addresses that are administrators from their first sign-in on, invited or not
 * @throws WissilError FORBIDDEN for everybody else, and for who is disabled
 */
export async function signedInUser(
  tx: Prisma.TransactionClient,
  { issuer, subject, email, name }: ProvenIdentity,
  administrators: readonly string[],
): Promise<User> {
  // Locked: whoever disables them meanwhile comes before or after.
  const [found] = await tx.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "user" WHERE "issuer" = ${issuer} AND "subject" = ${subject} FOR UPDATE`;
  if (found) return activate(tx, await tx.user.findUniqueOrThrow({ where: found }));
  if (email === undefined) throw refused('The identity provider has not verified your e-mail address: have it verified there first.');
  const [invited] = await tx.$queryRaw<{ id: string }[]>`SELECT "id" FROM "user" WHERE "email" = ${email} FOR UPDATE`;
  const user = invited && (await tx.user.findUniqueOrThrow({ where: invited }));
  if (user?.local || (user && user.subject !== null)) throw refused(`${email} belongs to another account. Ask an administrator.`);
  const role = administrators.includes(email) ? 'ADMIN' : undefined;
  if (user) return activate(tx, user, { issuer, subject, ...(role && { role }) });
  if (role === undefined) throw refused(`${email} has no invitation to WISSIL: ask an administrator for one.`);
  const created = { id: newId('User'), email, name: name ?? email, role, status: 'ACTIVE', issuer, subject } as const;
  return tx.user.create({ data: { ...created, lastSeenAt: new Date() } });
}

async function activate(
  tx: Prisma.TransactionClient,
  user: User,
  changes: Partial<Pick<User, 'issuer' | 'subject' | 'role'>> = {},
): Promise<User> {
  if (user.status === 'DISABLED') throw refused('Your access to WISSIL has been withdrawn. Ask an administrator.');
  return tx.user.update({ where: { id: user.id }, data: { ...changes, status: 'ACTIVE', lastSeenAt: new Date() } });
}

function refused(message: string): WissilError {
  return new WissilError('FORBIDDEN', message);
}
