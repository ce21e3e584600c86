import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { ConsumeOptions, Subscription } from '@wissil/platform/events';
import type { Logger } from '@wissil/platform/logging';
import { openSandbox } from '@wissil/platform/sandbox';
import type { RestRoute, SubgraphDependencies } from '@wissil/platform/subgraph';
import type { PrismaClient } from '../../generated/prisma/client.ts';
import { artifactRoute } from '../artifact/artifact-route.ts';
import { ArtifactStore } from '../artifact/artifact-store.ts';
import { bundle } from '../bundler/bundle.ts';
import type { SourceFile } from '../bundler/source-files.ts';
import { componentConsumer } from '../component/component-consumer.ts';
import type { IgnisConfig } from '../config.ts';
import { buildRequestConsumer } from '../pipeline/build-request-consumer.ts';
import { FinishedBuilds } from '../pipeline/finished-builds.ts';
import { ProjectBuilder } from '../pipeline/project-builder.ts';
import { repositoryHeaders } from '../pipeline/repository-headers.ts';
import { BuildQueue } from '../queue/build-queue.ts';
import { BuildWorker } from '../queue/build-worker.ts';
import { cancelIn } from '../queue/cancel-in.ts';
import { ModuleStore } from '../workspace/module-store.ts';
import { BuildService } from './build-service.ts';
import { BuildTrend } from './build-trend.ts';

/** What belongs to builds, of components and of projects. */
export interface Builds {
  builds: BuildService;
  trend: BuildTrend;
  routes: readonly RestRoute[];
  consumers: readonly ConsumeOptions[];
  background: readonly (() => Promise<Subscription>)[];
}

export interface BuildsOptions {
  db: PrismaClient;
  dependencies: SubgraphDependencies;
  config: IgnisConfig;
  logger: Logger;
}

export async function openBuilds({ db, dependencies, config, logger }: BuildsOptions): Promise<Builds> {
  const { bus, cache, verifier } = dependencies;
  const worker = `${hostname()}:${process.pid}:${randomUUID()}`;
  const trend = new BuildTrend({ db, cache });
  const artifacts = new ArtifactStore(join(dependencies.dataFolder, 'ignis', 'artifacts'));
  const components = new BuildWorker({
    queue: new BuildQueue({ db, worker, kind: 'COMPONENT' }),
    run: ({ entry, sources }, signal) => bundle({ entry, files: sources as SourceFile[] }, signal),
    concurrency: config.buildConcurrency,
    timeoutMs: config.buildTimeoutSeconds * 1000,
    logger,
  });
  const queue = new BuildQueue({ db, worker, kind: 'PROJECT' });
  const builder = await projectBuilder({ db, dependencies, config, logger }, { queue, artifacts });
  const projects = new BuildWorker({
    queue,
    run: (claimed, signal) => builder.build(claimed, signal),
    onFinished: ({ projectId }) => trend.forget(projectId),
    concurrency: config.projectBuildConcurrency,
    timeoutMs: config.projectBuildTimeoutSeconds * 1000,
    logger,
  });
  const onQueued = () => {
    components.wake();
    projects.wake();
  };
  return {
    builds: new BuildService({ db, onQueued }),
    trend,
    routes: [artifactRoute(artifacts, verifier)],
    consumers: [componentConsumer({ db, onQueued, logger }), buildRequestConsumer({ db, onQueued, logger })],
    background: [
      // What another instance queues may be taken here.
      () => bus.subscribe('build.queued', onQueued),
      () => bus.subscribe('build.*.cancelled', ({ payload }) => cancelIn([components, projects], payload)),
      () => components.start(),
      () => projects.start(),
    ],
  };
}

async function projectBuilder(
  { db, dependencies, config, logger }: BuildsOptions,
  { queue, artifacts }: { queue: BuildQueue; artifacts: ArtifactStore },
): Promise<ProjectBuilder> {
  const files = join(dependencies.dataFolder, 'ignis');
  return new ProjectBuilder({
    queue,
    sandbox: await openSandbox(),
    modules: new ModuleStore(join(files, 'modules')),
    artifacts,
    finished: new FinishedBuilds({ db, artifacts }),
    feeds: dependencies.feeds,
    folder: join(files, 'builds'),
    pictures: join(files, 'pictures'),
    limits: { memoryBytes: config.projectBuildMemoryMiB * 1024 ** 2, seconds: config.projectCommandTimeoutSeconds },
    headersFor: repositoryHeaders(dependencies),
    logger,
  });
}
