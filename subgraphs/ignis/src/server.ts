import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startOutboxRelay } from '@wissil/platform/events';
import { httpProbe } from '@wissil/platform/health';
import { assembleSubgraph, prepareSubgraphDatabase, type SubgraphDependencies, type SubgraphServer } from '@wissil/platform/subgraph';
import { PrismaClient } from '../generated/prisma/client.ts';
import { seed } from '../prisma/seed.ts';
import { openBuilds } from './build/open-builds.ts';
import type { IgnisConfig } from './config.ts';
import type { IgnisContext } from './context.ts';
import { openEnvironments } from './environment/open-environments.ts';
import { projectConsumer } from './project/project-consumer.ts';
import { openRetention } from './retention/open-retention.ts';
import { schema } from './schema.ts';

const MIGRATIONS = fileURLToPath(new URL('../prisma/migrations', import.meta.url));

/** IGNIS, with its PostgreSQL schema up to date. */
export async function createServer(dependencies: SubgraphDependencies, config: IgnisConfig): Promise<SubgraphServer> {
  const { databaseUrl, cache, bus, feeds } = dependencies;
  const logger = dependencies.logger.child({ subgraph: 'ignis' });
  const db = new PrismaClient(await prepareSubgraphDatabase('ignis', MIGRATIONS, dependencies));
  await seed(db);
  const { builds, trend, ...building } = await openBuilds({ db, dependencies, config, logger });
  const { environments, previews, ...developing } = await openEnvironments({ db, dependencies, config, logger });

  return assembleSubgraph<IgnisContext>({
    name: 'ignis',
    schema,
    dependencies,
    context: (request) => ({ ...request, db, builds, trend, environments, previews, bus, feeds }),
    outbox: db,
    probes: [
      { name: 'PostgreSQL', probe: async () => void (await db.$queryRaw`SELECT 1`) },
      { name: 'Redis', probe: config.redis.kind === 'embedded' ? null : () => cache.ping() },
      httpProbe('Registry', config.registryUrl && `${config.registryUrl}/v2/`),
    ],
    routes: [...building.routes, ...developing.routes],
    consumers: [projectConsumer({ db, logger }), ...building.consumers, ...developing.consumers],
    background: [
      async () => startOutboxRelay({ databaseUrl, schema: 'ignis', source: 'ignis', bus, logger }),
      () => openRetention({ db, files: join(dependencies.dataFolder, 'ignis'), config, logger }),
      ...building.background,
      ...developing.background,
    ],
    close: () => db.$disconnect(),
  });
}
