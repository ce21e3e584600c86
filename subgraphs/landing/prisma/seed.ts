import { seedId } from '@wissil/platform/graphql';
import type { Prisma, PrismaClient, SystemName } from '../generated/prisma/client.ts';

/** In the order of their cards. */
const SYSTEMS: readonly { name: SystemName; title: string; purpose: string }[] = [
  {
    name: 'WAYPOINT',
    title: 'Waypoint',
    purpose: 'Deploys releases to development, staging and production, and keeps the component registry.',
  },
  {
    name: 'IGNITION',
    title: 'Ignition',
    purpose: 'Starts projects from templates that install, lint, test and build from the first commit.',
  },
  { name: 'SLATE', title: 'Slate', purpose: 'Holds the Luminera design tokens that every other system wears.' },
  { name: 'SPARK', title: 'Spark', purpose: 'Makes components that use SLATE’s tokens, with their tests and stories.' },
  { name: 'IGNIS', title: 'Ignis', purpose: 'Builds projects and components, and measures what comes out.' },
  { name: 'LANDING', title: 'Landing', purpose: 'Shows how all systems are, and leads to each of them.' },
];

/** Adds the systems that are missing. Titles and purposes that people changed stay. */
export async function seed(db: PrismaClient | Prisma.TransactionClient): Promise<void> {
  await db.system.createMany({
    data: SYSTEMS.map((system, position) => ({ id: seedId('System', system.name), position, ...system })),
    skipDuplicates: true,
  });
}
