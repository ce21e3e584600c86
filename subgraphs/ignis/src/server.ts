import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import { startOutboxRelay } from '@wissil/platform/events';
import { httpProbe } from '@wissil/platform/health';
import { assembleSubgraph, prepareSubgraphDatabase, type SubgraphDependencies, type SubgraphServer } from '@wissil/platform/subgraph';
import { PrismaClient } from '../generated/prisma/client.ts';
import { seed } from '../prisma/seed.ts';
import { BuildService } from './build/build-service.ts';
import { bundle } from './bundler/bundle.ts';
import type { SourceFile } from './bundler/source-files.ts';
import { componentConsumer } from './component/component-consumer.ts';
import type { IgnisConfig } from './config.ts';
import type { IgnisContext } from './context.ts';
import { openEnvironments } from './environment/open-environments.ts';
import { BuildQueue } from './queue/build-queue.ts';
import { BuildWorker } from './queue/build-worker.ts';
import { buildRequestConsumer } from './pipeline/build-request-consumer.ts';
import { projectConsumer } from './project/project-consumer.ts';
import { schema } from './schema.ts';

const MIGRATIONS = fileURLToPath(new URL('../prisma/migrations', import.meta.url));

/** IGNIS, with its PostgreSQL schema up to date. */
export async function createServer(dependencies: SubgraphDependencies, config: IgnisConfig): Promise<SubgraphServer> {
  const { databaseUrl, cache, bus, feeds } = dependencies;
  const logger = dependencies.logger.child({ subgraph: 'ignis' });
  const db = new PrismaClient(await prepareSubgraphDatabase('ignis', MIGRATIONS, dependencies));
  await seed(db);
  const worker = `${hostname()}:${process.pid}:${randomUUID()}`;
  const components = new BuildWorker({
    queue: new BuildQueue({ db, worker, kind: 'COMPONENT' }),
    run: ({ entry, sources }, signal) => bundle({ entry, files: sources as SourceFile[] }, signal),
    concurrency: config.buildConcurrency,
    timeoutMs: config.buildTimeoutSeconds * 1000,
    logger,
  });
  const onQueued = () => components.wake();
  const builds = new BuildService({ db, onQueued });
  const { environments, ...opened } = await openEnvironments({ db, dependencies, config, logger });

  return assembleSubgraph<IgnisContext>({
    name: 'ignis',
    schema,
    dependencies,
    context: (request) => ({ ...request, db, builds, environments, bus, feeds }),
    outbox: db,
    probes: [
      { name: 'PostgreSQL', probe: async () => void (await db.$queryRaw`SELECT 1`) },
      { name: 'Redis', probe: config.redis.kind === 'embedded' ? null : () => cache.ping() },
      httpProbe('Registry', config.registryUrl && `${config.registryUrl}/v2/`),
    ],
    consumers: [
      componentConsumer({ db, onQueued, logger }),
      projectConsumer({ db, logger }),
      buildRequestConsumer({ db, onQueued, logger }),
      ...opened.consumers,
    ],
    background: [
      async () => startOutboxRelay({ databaseUrl, schema: 'ignis', source: 'ignis', bus, logger }),
      // What another instance queues may be taken here.
      () => bus.subscribe('build.queued', onQueued),
      () => components.start(),
      ...opened.background,
    ],
    close: () => db.$disconnect(),
  });
}
