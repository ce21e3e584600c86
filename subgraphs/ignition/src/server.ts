import { fileURLToPath } from 'node:url';
import { startOutboxRelay } from '@wissil/platform/events';
import { type DependencyProbe, httpProbe } from '@wissil/platform/health';
import { assembleSubgraph, prepareSubgraphDatabase, type SubgraphDependencies, type SubgraphServer } from '@wissil/platform/subgraph';
import { PrismaClient } from '../generated/prisma/client.ts';
import { seed } from '../prisma/seed.ts';
import type { IgnitionConfig } from './config.ts';
import type { IgnitionContext } from './context.ts';
import { ProjectService } from './project/project-service.ts';
import { schema } from './schema.ts';
import { TemplateGallery } from './template/template-gallery.ts';

const MIGRATIONS = fileURLToPath(new URL('../prisma/migrations', import.meta.url));

/** IGNITION, with its PostgreSQL schema up to date and its templates in it. */
export async function createServer(dependencies: SubgraphDependencies, config: IgnitionConfig): Promise<SubgraphServer> {
  const { databaseUrl, cache, bus } = dependencies;
  const logger = dependencies.logger.child({ subgraph: 'ignition' });
  const db = new PrismaClient(await prepareSubgraphDatabase('ignition', MIGRATIONS, dependencies));
  await seed(db);
  const gallery = new TemplateGallery({ db, cache });
  await gallery
    .invalidate()
    .catch((error: unknown) => logger.warn({ err: error }, 'the cached gallery could not be invalidated at the start'));
  const projects = new ProjectService({ db, gallery });

  return assembleSubgraph<IgnitionContext>({
    name: 'ignition',
    schema,
    dependencies,
    context: (request) => {
      let templates: ReturnType<IgnitionContext['templates']> | undefined;
      return { ...request, db, projects, templates: () => (templates ??= gallery.all()) };
    },
    outbox: db,
    probes: [{ name: 'PostgreSQL', probe: async () => void (await db.$queryRaw`SELECT 1`) }, gitHubProbe(config)],
    background: [async () => startOutboxRelay({ databaseUrl, schema: 'ignition', source: 'ignition', bus, logger })],
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
