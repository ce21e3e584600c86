import { fileURLToPath } from 'node:url';
import { startOutboxRelay } from '@wissil/platform/events';
import { httpProbe } from '@wissil/platform/health';
import { assembleSubgraph, prepareSubgraphDatabase, type SubgraphDependencies, type SubgraphServer } from '@wissil/platform/subgraph';
import { PrismaClient } from '../generated/prisma/client.ts';
import { seed } from '../prisma/seed.ts';
import { componentRoutes } from './component/component-routes.ts';
import { ComponentService } from './component/component-service.ts';
import type { SparkConfig } from './config.ts';
import type { SparkContext } from './context.ts';
import { schema } from './schema.ts';

const MIGRATIONS = fileURLToPath(new URL('../prisma/migrations', import.meta.url));

/** SPARK, with its PostgreSQL schema up to date and the components of Luminera in it. */
export async function createServer(dependencies: SubgraphDependencies, _config: SparkConfig): Promise<SubgraphServer> {
  const { databaseUrl, bus, addresses } = dependencies;
  const logger = dependencies.logger.child({ subgraph: 'spark' });
  const db = new PrismaClient(await prepareSubgraphDatabase('spark', MIGRATIONS, dependencies));
  await seed(db);
  const components = new ComponentService(db);

  return assembleSubgraph<SparkContext>({
    name: 'spark',
    schema,
    dependencies,
    context: (request) => ({ ...request, db, components }),
    outbox: db,
    probes: [
      httpProbe('SLATE', `${addresses.internal.slate}/api/health`),
      httpProbe('IGNIS', `${addresses.internal.ignis}/api/health`),
      { name: 'PostgreSQL', probe: async () => void (await db.$queryRaw`SELECT 1`) },
    ],
    routes: componentRoutes(components, dependencies.bodyLimit),
    background: [async () => startOutboxRelay({ databaseUrl, schema: 'spark', source: 'spark', bus, logger })],
    close: () => db.$disconnect(),
  });
}
