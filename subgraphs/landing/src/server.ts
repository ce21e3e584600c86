import { fileURLToPath } from 'node:url';
import { startOutboxRelay } from '@wissil/platform/events';
import { assembleSubgraph, prepareSubgraphDatabase, type SubgraphDependencies, type SubgraphServer } from '@wissil/platform/subgraph';
import { PrismaClient } from '../generated/prisma/client.ts';
import { seed } from '../prisma/seed.ts';
import type { LandingConfig } from './config.ts';
import type { LandingContext } from './context.ts';
import { HealthBoard } from './health/health-board.ts';
import { startHealthRetention } from './health/health-retention.ts';
import { HealthStore } from './health/health-store.ts';
import { MonitorLease } from './health/monitor-lease.ts';
import { SystemMonitor } from './health/system-monitor.ts';
import { openInfrastructure } from './infrastructure/infrastructure-probes.ts';
import { schema } from './schema.ts';
import { serviceOf, SystemService } from './system/system-service.ts';

const MIGRATIONS = fileURLToPath(new URL('../prisma/migrations', import.meta.url));

/** LANDING, with its PostgreSQL schema up to date and the six systems in it. */
export async function createServer(dependencies: SubgraphDependencies, config: LandingConfig): Promise<SubgraphServer> {
  const { databaseUrl, cache, bus, addresses } = dependencies;
  const logger = dependencies.logger.child({ subgraph: 'landing' });
  const db = new PrismaClient(await prepareSubgraphDatabase('landing', MIGRATIONS, dependencies));
  await seed(db);

  const systems = new SystemService({ db, addresses });
  const board = new HealthBoard({ cache, logger });
  const store = new HealthStore({ db, systems });
  const monitor = new SystemMonitor({
    targets: (await systems.all()).map((system) => ({
      systemId: system.id,
      service: serviceOf(system),
      address: addresses.internal[serviceOf(system)],
    })),
    board,
    store,
    lease: new MonitorLease({ databaseUrl, logger }),
    intervalMs: config.healthIntervalMs,
    logger,
  });
  const infrastructure = openInfrastructure({ db, cache, bus, config });

  return assembleSubgraph<LandingContext>({
    name: 'landing',
    schema,
    dependencies,
    context: (request) => ({ ...request, db, bus, systems, board, monitor }),
    probes: infrastructure.probes,
    background: [
      async () => startOutboxRelay({ databaseUrl, schema: 'landing', source: 'landing', bus, logger }),
      () => startHealthRetention({ store, logger }),
      () => monitor.start(),
    ],
    close: async () => {
      await infrastructure.close();
      await db.$disconnect();
    },
  });
}
