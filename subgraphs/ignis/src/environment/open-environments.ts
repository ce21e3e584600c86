import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IdentitySigner, serviceFetch } from '@wissil/platform/auth';
import type { ConsumeOptions, Subscription } from '@wissil/platform/events';
import { startJobWorker } from '@wissil/platform/jobs';
import type { Logger } from '@wissil/platform/logging';
import { openSandbox } from '@wissil/platform/sandbox';
import type { RestRoute, SubgraphDependencies } from '@wissil/platform/subgraph';
import type { PrismaClient } from '../../generated/prisma/client.ts';
import type { IgnisConfig } from '../config.ts';
import { ComponentSites } from '../preview/component-site.ts';
import { EnvironmentSites } from '../preview/environment-site.ts';
import { frameAncestors } from '../preview/frame-ancestors.ts';
import { PreviewListener } from '../preview/preview-listener.ts';
import { previewRoutes } from '../preview/preview-routes.ts';
import { PreviewService } from '../preview/preview-service.ts';
import { PreviewStore } from '../preview/preview-store.ts';
import { ModuleStore } from '../workspace/module-store.ts';
import { environmentConsumers } from './environment-consumers.ts';
import { ChangeFeed } from './environment-events.ts';
import { EnvironmentFiles } from './environment-files.ts';
import { EnvironmentService } from './environment-service.ts';
import { EnvironmentStore, PREPARE_JOB } from './environment-store.ts';
import { EnvironmentSupervisor } from './environment-supervisor.ts';
import { EnvironmentTheme } from './environment-theme.ts';
import { prepareEnvironment } from './prepare-environment.ts';
import { SlateTheme } from './slate-theme.ts';

export interface EnvironmentsOptions {
  db: PrismaClient;
  dependencies: SubgraphDependencies;
  config: IgnisConfig;
  logger: Logger;
}

/** Everything of development environments and previews, put together. */
export interface Environments {
  environments: EnvironmentService;
  previews: PreviewService;
  routes: readonly RestRoute[];
  consumers: ConsumeOptions[];
  background: (() => Promise<Subscription>)[];
}

/** Sockets of unix have short paths. */
const LONGEST_RUN_FOLDER = 80;
const CONCURRENT_JOBS = 3;

export async function openEnvironments({ db, dependencies, config, logger }: EnvironmentsOptions): Promise<Environments> {
  const { databaseUrl, dataFolder, feeds, addresses, secret } = dependencies;
  await mkdir(join(dataFolder, 'ignis'), { recursive: true });
  const home = await realpath(join(dataFolder, 'ignis'));
  const runFolder = await emptyRunFolder(home);

  const feed = new ChangeFeed({ feeds, logger });
  const slate = new SlateTheme({ fetch: serviceFetch(secret, 'ignis'), url: addresses.internal.slate });
  const listener = new PreviewListener({
    host: config.host,
    port: config.previewPort,
    domain: config.previewDomain,
    siteOf: async (key) => (key.startsWith('p') ? components : sites).siteOf(key),
    logger,
  });
  const store = new EnvironmentStore({ db, feed, urlOf: (environment) => listener.urlOf(environment) });
  const files: EnvironmentFiles = new EnvironmentFiles({
    root: join(home, 'environments'),
    store,
    supervisor: () => supervisor,
    signer: new IdentitySigner(secret),
    ignition: addresses.internal.ignition,
  });
  const supervisor = new EnvironmentSupervisor({
    store,
    sandbox: await openSandbox(),
    foldersOf: (id) => files.foldersOf(id),
    runFolder,
    mostRunning: config.environmentsRunning,
    idleMs: config.environmentIdleSeconds * 1000,
    logger,
  });
  const theme = new EnvironmentTheme({ files, theme: slate, logger });
  const ancestors = frameAncestors(Object.values(addresses.public));
  const sites = new EnvironmentSites({ store, supervisor, frameAncestors: ancestors, logger });
  const previews = new PreviewService({
    store: new PreviewStore({ db, most: config.previewsKept }),
    theme: slate,
    urlOf: (preview) => listener.urlOf(preview),
    logger,
  });
  const components = new ComponentSites({ previews, frameAncestors: ancestors });
  const modules = new ModuleStore(join(home, 'modules'));
  const prepare = prepareEnvironment({ store, files, modules, supervisor, theme, logger });

  return {
    environments: new EnvironmentService({ store, files, supervisor }),
    previews,
    routes: previewRoutes(previews),
    consumers: environmentConsumers({ db, store, files, theme, slate, onTheme: () => previews.themeChanged(), logger }),
    background: [
      async () => ({ stop: () => rm(runFolder, { recursive: true, force: true }) }),
      () => listener.start(),
      async () => ({ stop: async () => previews.sockets.close() }),
      async () => supervisor.begin(),
      async () => {
        await resume(store, config.environmentIdleSeconds * 1000);
        return startJobWorker({
          ...{ databaseUrl, schema: 'ignis', system: 'IGNIS', logger },
          handlers: { [PREPARE_JOB]: prepare },
          concurrency: CONCURRENT_JOBS,
        });
      },
    ],
  };
}

/** What ran when this process ended runs again where it was used lately; whose preparation was cut off has a job that goes on. */
async function resume(store: EnvironmentStore, idleMs: number): Promise<void> {
  for (const { id, round, usedAt, openedBy } of await store.withStatus('READY')) {
    if (Date.now() - usedAt.getTime() < idleMs) await store.reopen(id, { openedBy, again: true });
    else await store.settle({ id, round }, 'STOPPED', 'IGNIS was started again. Opening it starts it, too.');
  }
}

async function emptyRunFolder(home: string): Promise<string> {
  const own = join(home, 'run');
  if (own.length > LONGEST_RUN_FOLDER) return mkdtemp(join(tmpdir(), 'ignis-'));
  await rm(own, { recursive: true, force: true });
  return own;
}
