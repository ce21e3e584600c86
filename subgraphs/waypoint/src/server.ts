import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serviceFetch } from '@wissil/platform/auth';
import { startOutboxRelay } from '@wissil/platform/events';
import { httpProbe } from '@wissil/platform/health';
import { startJobWorker } from '@wissil/platform/jobs';
import { regularly } from '@wissil/platform/process';
import { assembleSubgraph, prepareSubgraphDatabase, type SubgraphDependencies, type SubgraphServer } from '@wissil/platform/subgraph';
import { PrismaClient } from '../generated/prisma/client.ts';
import { seed } from '../prisma/seed.ts';
import { Administrators } from './approval/administrators.ts';
import { ApprovalService } from './approval/approval-service.ts';
import { SelfApprovalRule } from './approval/self-approval.ts';
import type { WaypointConfig } from './config.ts';
import type { WaypointContext } from './context.ts';
import { deployJob } from './deployment/deploy-job.ts';
import { announceChange } from './deployment/deployment-events.ts';
import { DeploymentService } from './deployment/deployment-service.ts';
import { DEPLOY_JOB } from './deployment/deployment-store.ts';
import { PromotionService } from './deployment/promotion-service.ts';
import { allThatRuns } from './deployment/release-to-run.ts';
import { EnvironmentService } from './environment/environment-service.ts';
import { kubernetesProbe } from './health/kubernetes-probe.ts';
import { ImagePublisher } from './image/image-publisher.ts';
import { openRegistries } from './image/open-registries.ts';
import { ArtifactStore } from './pipeline/artifact-store.ts';
import { buildConsumer } from './pipeline/build-consumer.ts';
import { pipelineConsumer } from './pipeline/pipeline-consumer.ts';
import { PipelineService } from './pipeline/pipeline-service.ts';
import { PUBLISH_JOB, publishJob } from './pipeline/publish-job.ts';
import { registryConsumer } from './registry/registry-consumer.ts';
import { RegistryService } from './registry/registry-service.ts';
import { startImageRetention } from './release/image-retention.ts';
import { schema } from './schema.ts';
import type { DeployTarget, ReleaseToRun } from './target/deploy-target.ts';
import { openTarget } from './target/open-target.ts';

const MIGRATIONS = fileURLToPath(new URL('../prisma/migrations', import.meta.url));
const SWEEP_MS = 60_000;
/** Images and deployments take memory and disk. */
const JOBS_AT_ONCE = 3;

/** WAYPOINT, with its PostgreSQL schema up to date, the three environments in it, and the running release recorded. */
export async function createServer(dependencies: SubgraphDependencies, config: WaypointConfig): Promise<SubgraphServer> {
  const { databaseUrl, bus, cache, secret, version, addresses } = dependencies;
  const logger = dependencies.logger.child({ subgraph: 'waypoint' });
  const folder = join(dependencies.dataFolder, 'waypoint');
  const db = new PrismaClient(await prepareSubgraphDatabase('waypoint', MIGRATIONS, dependencies));
  await seed(db);
  const environments = new EnvironmentService({ db });
  const deployments = new DeploymentService({ db });
  const selfApproval = new SelfApprovalRule({
    administrators: new Administrators({ fetch: serviceFetch(secret, 'waypoint'), landing: addresses.internal.landing }),
    setting: config.productionSelfApproval,
  });
  const approvals = new ApprovalService({ db, selfApproval });
  const pipelines = new PipelineService({ db });
  const registry = new RegistryService({ db });
  await deployments.recordOwnRelease(version);

  const isNeeded = async (digest: string) => (await db.release.count({ where: { digest, imageRemovedAt: null } })) > 0;
  const registries = openRegistries({ config, folder: join(folder, 'registry'), secret, isNeeded, logger });
  const promotions = new PromotionService({ db, registry: registries.images });
  const target = await openTarget({
    config,
    folder,
    registry: registries.images,
    logger,
    onChange: ({ deploymentId, projectId }) =>
      void announceChange(db, { id: deploymentId, projectId }).catch((error: unknown) =>
        logger.warn({ err: error, deploymentId }, 'a change of what runs was not told'),
      ),
  });
  const postgres = async () => void (await db.$queryRaw`SELECT 1`);
  const redis = config.redis.kind === 'embedded' ? null : () => cache.ping();
  const handlers = {
    [PUBLISH_JOB]: publishJob({
      db,
      artifacts: new ArtifactStore({
        folder: join(folder, 'artifacts'),
        fetch: serviceFetch(secret, 'waypoint'),
        ignis: addresses.internal.ignis,
      }),
      publisher: new ImagePublisher({
        registry: registries.images,
        mirror: registries.mirror,
        folder: join(folder, 'scratch'),
        base: config.baseImage,
      }),
      folder: join(folder, 'scratch'),
    }),
    [DEPLOY_JOB]: deployJob({
      db,
      target,
      registry: registries.images,
      dependencies: [
        { name: 'PostgreSQL', ping: postgres },
        { name: 'Redis', ping: redis },
      ],
    }),
  };

  return assembleSubgraph<WaypointContext>({
    name: 'waypoint',
    schema,
    dependencies,
    context: (request) => ({
      ...request,
      db,
      bus,
      environments,
      deployments,
      promotions,
      approvals,
      selfApproval,
      pipelines,
      registry,
      target,
      registryHost: registries.images.host,
    }),
    outbox: db,
    probes: [
      { name: 'PostgreSQL', probe: postgres },
      config.registryUrl ? httpProbe('Registry', `${config.registryUrl}/v2/`) : { name: 'Registry', probe: () => registries.images.ping() },
      await kubernetesProbe('Kubernetes', config.kubeconfig),
    ],
    consumers: [registryConsumer({ db, logger }), pipelineConsumer({ db, logger }), buildConsumer({ db, logger })],
    background: [
      async () => startOutboxRelay({ databaseUrl, schema: 'waypoint', source: 'waypoint', bus, logger }),
      async () => {
        // A process that was killed may have left parts of these; who needs an artifact fetches it again.
        for (const name of ['artifacts', 'scratch']) await rm(join(folder, name), { recursive: true, force: true });
        return registries.start();
      },
      async () => startImageRetention({ db, garbage: registries.garbage, kept: config.keptReleases, logger }),
      async () => {
        const running = await allThatRuns(db);
        await target.start(running);
        await keepUrls(db, target, running);
        return target;
      },
      async () => startJobWorker({ databaseUrl, schema: 'waypoint', system: 'WAYPOINT', handlers, concurrency: JOBS_AT_ONCE, logger }),
      async () =>
        regularly(() => pipelines.endSilent(config.buildMinutes), {
          everyMs: SWEEP_MS,
          firstMs: SWEEP_MS,
          onError: (error) => logger.warn({ err: error }, 'silent runs were not ended'),
        }),
    ],
    close: () => db.$disconnect(),
  });
}

/** The settings may have another port or domain than at the last start. */
async function keepUrls(db: PrismaClient, target: DeployTarget, running: readonly ReleaseToRun[]): Promise<void> {
  for (const release of running) {
    const url = target.urlOf(release);
    if (url !== undefined) await db.deployment.updateMany({ where: { id: release.deploymentId, url: { not: url } }, data: { url } });
  }
}
