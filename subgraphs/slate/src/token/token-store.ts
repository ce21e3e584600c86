import type { Prisma, PrismaClient } from '../../generated/prisma/client.ts';
import type { SetRecord, TokenSetSnapshot } from './token-snapshot.ts';

/** What reads tokens: the client, or a transaction of it. */
export type TokenReader = Pick<Prisma.TransactionClient, 'token' | 'tokenGroup' | 'tokenSet'>;

export type SetVersion = Pick<SetRecord, 'id' | 'version'>;

/** Which version each set is at, oldest set first. */
export function readSetVersions(db: TokenReader): Promise<SetVersion[]> {
  return db.tokenSet.findMany({ select: { id: true, version: true }, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] });
}

/** One set in one consistent state; undefined where it is gone. */
export function readConsistentSnapshot(db: PrismaClient, setId: string): Promise<TokenSetSnapshot | undefined> {
  return db.$transaction((tx) => readSnapshot(tx, setId), { isolationLevel: 'RepeatableRead' });
}

/** The same within a transaction that sees one state already, or holds the lock of the set's row. */
export async function readSnapshot(db: TokenReader, setId: string): Promise<TokenSetSnapshot | undefined> {
  const set = await db.tokenSet.findUnique({
    where: { id: setId },
    select: { id: true, slug: true, name: true, description: true, version: true },
  });
  if (!set) return undefined;
  const groups = await db.tokenGroup.findMany({
    where: { setId },
    orderBy: { position: 'asc' },
    select: { id: true, parentId: true, path: true, name: true, description: true },
  });
  const tokens = await db.token.findMany({
    where: { setId },
    orderBy: { position: 'asc' },
    omit: { setId: true, position: true, createdAt: true },
  });
  return { set, groups, tokens: tokens.map((token) => ({ ...token, updatedAt: token.updatedAt.toISOString() })) };
}
