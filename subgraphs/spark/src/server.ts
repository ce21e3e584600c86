import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serviceFetch } from '@wissil/platform/auth';
import { startOutboxRelay } from '@wissil/platform/events';
import { httpProbe } from '@wissil/platform/health';
import { startJobWorker } from '@wissil/platform/jobs';
import { openSandbox } from '@wissil/platform/sandbox';
import { assembleSubgraph, prepareSubgraphDatabase, type SubgraphDependencies, type SubgraphServer } from '@wissil/platform/subgraph';
import { PrismaClient } from '../generated/prisma/client.ts';
import { seed } from '../prisma/seed.ts';
import { componentRoutes } from './component/component-routes.ts';
import { ComponentService } from './component/component-service.ts';
import { cssVariablesIn } from './component/component-source.ts';
import type { SparkConfig } from './config.ts';
import type { SparkContext } from './context.ts';
import { generateJob } from './generation/generate-job.ts';
import { GENERATE_JOB, GenerationStore } from './generation/generation-store.ts';
import { openModel } from './model/open-model.ts';
import { schema } from './schema.ts';
import { TokenValues } from './slate/token-values.ts';
import { ComponentVerifier } from './verify/component-verifier.ts';

const MIGRATIONS = fileURLToPath(new URL('../prisma/migrations', import.meta.url));

/** SPARK, with its PostgreSQL schema up to date and the components of Luminera in it. */
export async function createServer(dependencies: SubgraphDependencies, config: SparkConfig): Promise<SubgraphServer> {
  const { databaseUrl, bus, cache, addresses, secret, dataFolder } = dependencies;
  const logger = dependencies.logger.child({ subgraph: 'spark' });
  const model = openModel(config);
  const db = new PrismaClient(await prepareSubgraphDatabase('spark', MIGRATIONS, dependencies));
  await seed(db);
  const components = new ComponentService(db);
  const store = new GenerationStore(db);
  const tokens = new TokenValues({ cache, fetch: serviceFetch(secret, 'spark'), url: addresses.internal.slate });
  const verifier = new ComponentVerifier({ sandbox: await openSandbox(), folder: join(dataFolder, 'spark', 'verify') });
  const handlers = { [GENERATE_JOB]: generateJob({ store, tokens, verifier, model }) };

  return assembleSubgraph<SparkContext>({
    name: 'spark',
    schema,
    dependencies,
    context: (request) => ({
      ...request,
      db,
      bus,
      components,
      generations: store,
      verify: async (name, files) =>
        verifier.verify(name, files, {
          variables: new Set((await tokens.all()).keys()),
          signal: request.signal ?? new AbortController().signal,
        }),
      async tokensOf(source) {
        const used = cssVariablesIn(source);
        if (used.length === 0) return [];
        const all = await tokens.all().catch(() => new Map<string, string>());
        return used.flatMap((cssVariable) => {
          const cssValue = all.get(cssVariable);
          return cssValue === undefined ? [] : [{ cssVariable, cssValue }];
        });
      },
    }),
    outbox: db,
    probes: [
      httpProbe('SLATE', `${addresses.internal.slate}/api/health`),
      httpProbe('IGNIS', `${addresses.internal.ignis}/api/health`),
      { name: 'PostgreSQL', probe: async () => void (await db.$queryRaw`SELECT 1`) },
    ],
    routes: componentRoutes(components, dependencies.bodyLimit),
    consumers: [tokens.invalidation()],
    background: [
      async () => startOutboxRelay({ databaseUrl, schema: 'spark', source: 'spark', bus, logger }),
      async () => startJobWorker({ databaseUrl, schema: 'spark', system: 'SPARK', handlers, concurrency: 2, logger }),
    ],
    close: () => db.$disconnect(),
  });
}
