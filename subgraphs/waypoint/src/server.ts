import { fileURLToPath } from 'node:url';
import { startOutboxRelay } from '@wissil/platform/events';
import { httpProbe } from '@wissil/platform/health';
import { assembleSubgraph, prepareSubgraphDatabase, type SubgraphDependencies, type SubgraphServer } from '@wissil/platform/subgraph';
import { PrismaClient } from '../generated/prisma/client.ts';
import { seed } from '../prisma/seed.ts';
import type { WaypointConfig } from './config.ts';
import type { WaypointContext } from './context.ts';
import { DeploymentService } from './deployment/deployment-service.ts';
import { EnvironmentService } from './environment/environment-service.ts';
import { kubernetesProbe } from './health/kubernetes-probe.ts';
import { registryConsumer } from './registry/registry-consumer.ts';
import { RegistryService } from './registry/registry-service.ts';
import { schema } from './schema.ts';

const MIGRATIONS = fileURLToPath(new URL('../prisma/migrations', import.meta.url));

/** WAYPOINT, with its PostgreSQL schema up to date, the three environments in it, and the running release recorded. */
export async function createServer(dependencies: SubgraphDependencies, config: WaypointConfig): Promise<SubgraphServer> {
  const { databaseUrl, bus, version } = dependencies;
  const logger = dependencies.logger.child({ subgraph: 'waypoint' });
  const db = new PrismaClient(await prepareSubgraphDatabase('waypoint', MIGRATIONS, dependencies));
  await seed(db);
  const environments = new EnvironmentService({ db });
  const deployments = new DeploymentService({ db });
  const registry = new RegistryService({ db });
  await deployments.recordOwnRelease(version);

  return assembleSubgraph<WaypointContext>({
    name: 'waypoint',
    schema,
    dependencies,
    context: (request) => ({ ...request, db, environments, deployments, registry }),
    outbox: db,
    probes: [
      { name: 'PostgreSQL', probe: async () => void (await db.$queryRaw`SELECT 1`) },
      httpProbe('Registry', config.registryUrl && `${config.registryUrl}/v2/`),
      await kubernetesProbe('Kubernetes', config.kubeconfig),
    ],
    consumers: [registryConsumer({ db, logger })],
    background: [async () => startOutboxRelay({ databaseUrl, schema: 'waypoint', source: 'waypoint', bus, logger })],
    close: () => db.$disconnect(),
  });
}
