import { seedId } from '@wissil/platform/graphql';
import type { EnvironmentName, Prisma, PrismaClient, PromotionPolicy } from '../generated/prisma/client.ts';

/** In the order of promotion. */
const ENVIRONMENTS: readonly { name: EnvironmentName; title: string; description: string; policy: PromotionPolicy }[] = [
  {
    name: 'DEVELOPMENT',
    title: 'Development',
    description: 'Every successful build runs here, without anybody’s leave.',
    policy: 'AUTOMATIC',
  },
  { name: 'STAGING', title: 'Staging', description: 'What an engineer has approved, as it would run in production.', policy: 'APPROVAL' },
  {
    name: 'PRODUCTION',
    title: 'Production',
    description: 'What users see. An administrator approves each release, after its security checks.',
    policy: 'ADMIN_APPROVAL',
  },
];

/** Adds the environments that are missing. What people changed stays. */
export async function seed(db: PrismaClient | Prisma.TransactionClient): Promise<void> {
  await db.environment.createMany({
    data: ENVIRONMENTS.map((environment, position) => ({ id: seedId('Environment', environment.name), position, ...environment })),
    skipDuplicates: true,
  });
}
