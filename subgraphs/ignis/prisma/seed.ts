import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';

/** IGNIS begins with nothing: its builds are made by people and by events. */
export async function seed(_db: PrismaClient | Prisma.TransactionClient): Promise<void> {}
