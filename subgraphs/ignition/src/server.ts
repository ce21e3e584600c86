import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AuditTrail } from '@wissil/platform/audit';
import { serviceFetch } from '@wissil/platform/auth';
import { recordEvent, startOutboxRelay } from '@wissil/platform/events';
import { type DependencyProbe, httpProbe } from '@wissil/platform/health';
import { startJobWorker } from '@wissil/platform/jobs';
import { assembleSubgraph, prepareSubgraphDatabase, type SubgraphDependencies, type SubgraphServer } from '@wissil/platform/subgraph';
import { PrismaClient } from '../generated/prisma/client.ts';
import { seed } from '../prisma/seed.ts';
import type { IgnitionConfig } from './config.ts';
import type { IgnitionContext } from './context.ts';
import { CreationJob } from './creation/creation-job.ts';
import { CREATION_JOB, CreationService } from './creation/creation-service.ts';
import { CreationStore } from './creation/creation-store.ts';
import { ThemeSource } from './creation/theme-source.ts';
import { ProjectService } from './project/project-service.ts';
import { EmbeddedHost } from './repository/embedded-host.ts';
import { GitHubHost } from './repository/github-host.ts';
import { gitHubWebhookRoute, WEBHOOK_PATH } from './repository/github-webhook-route.ts';
import { gitRoutes } from './repository/git-routes.ts';
import { PushRecord } from './repository/push-record.ts';
import { PushWatch } from './repository/push-watch.ts';
import { repositoryHosts, requireGitHub } from './repository/repository-hosts.ts';
import { runGit } from './repository/run-git.ts';
import { schema } from './schema.ts';
import { TemplateGallery } from './template/template-gallery.ts';

const MIGRATIONS = fileURLToPath(new URL('../prisma/migrations', import.meta.url));
const MEGABYTE = 1_000_000;

/** IGNITION, with its PostgreSQL schema up to date and its templates in it. */
export async function createServer(dependencies: SubgraphDependencies, config: IgnitionConfig): Promise<SubgraphServer> {
  const { databaseUrl, cache, bus, addresses, identities, verifier, secret } = dependencies;
  const logger = dependencies.logger.child({ subgraph: 'ignition' });
  const db = new PrismaClient(await prepareSubgraphDatabase('ignition', MIGRATIONS, dependencies));
  await seed(db);
  const gallery = new TemplateGallery({ db, cache });
  await gallery
    .invalidate()
    .catch((error: unknown) => logger.warn({ err: error }, 'the cached gallery could not be invalidated at the start'));
  const projects = new ProjectService(db);
  const creations = new CreationService(db);
  const themes = new ThemeSource(addresses.internal.slate, serviceFetch(secret, 'ignition'));

  const embedded = new EmbeddedHost(join(dependencies.dataFolder, 'ignition', 'repositories'));
  await embedded.open();
  const webhookSecret = config.githubWebhookSecret?.reveal() ?? Buffer.from(secret.derive('github webhook')).toString('base64url');
  const gitHub =
    config.githubToken &&
    new GitHubHost({
      token: config.githubToken.reveal(),
      apiUrl: config.githubApiUrl,
      ignitionUrl: addresses.public.ignition,
      webhook: { url: `${config.githubWebhookUrl ?? addresses.public.ignition}${WEBHOOK_PATH}`, secret: webhookSecret, logger },
    });
  const hosts = repositoryHosts(embedded, gitHub);
  const address = addresses.internal.ignition;
  const record = new PushRecord({ db, hosts, address, logger });
  const pushes = new PushWatch({ record, logger });
  const audit = new AuditTrail('ignition', (event) => recordEvent(db, event), logger);
  const creation = new CreationJob({ db, store: new CreationStore(db), hosts, themes, address });

  return assembleSubgraph<IgnitionContext>({
    name: 'ignition',
    schema,
    dependencies,
    context: (request) => {
      let templates: ReturnType<IgnitionContext['templates']> | undefined;
      return {
        ...{ ...request, db, bus, projects, creations, themes },
        gitHub: gitHub !== undefined,
        address: addresses.public.ignition,
        templates: () => (templates ??= gallery.all()),
      };
    },
    outbox: db,
    routes: [
      ...gitRoutes({
        folder: embedded.folder,
        mostBytes: config.pushLimitMegabytes * MEGABYTE,
        ...{ identities, verifier, audit },
        repositoryOf: (slug) => projects.repositoryOf(slug),
        upstreamOf: (cloneUrl) => ({ cloneUrl, authorization: requireGitHub(gitHub).gitAuthorization }),
        pushed: (projectId) => pushes.settle(projectId),
      }),
      ...(gitHub ? [gitHubWebhookRoute({ db, secret: webhookSecret, gitHub, record, audit, identities })] : []),
    ],
    probes: [
      { name: 'PostgreSQL', probe: async () => void (await db.$queryRaw`SELECT 1`) },
      { name: 'Git', probe: async () => void (await runGit(embedded.folder, ['--version'])) },
      gitHubProbe(config),
    ],
    background: [
      async () => startOutboxRelay({ databaseUrl, schema: 'ignition', source: 'ignition', bus, logger }),
      async () => pushes.start(),
      async () => startJobWorker({ databaseUrl, schema: 'ignition', system: 'IGNITION', handlers: { [CREATION_JOB]: creation }, logger }),
    ],
    close: () => db.$disconnect(),
  });
}

function gitHubProbe({ githubToken, githubApiUrl }: IgnitionConfig): DependencyProbe {
  if (!githubToken) return { name: 'GitHub', probe: null };
  return httpProbe('GitHub', `${githubApiUrl}/user`, {
    accept: 'application/vnd.github+json',
    authorization: `Bearer ${githubToken.reveal()}`,
    'user-agent': 'wissil-ignition',
  });
}
