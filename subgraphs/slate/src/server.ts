import { fileURLToPath } from 'node:url';
import { startOutboxRelay } from '@wissil/platform/events';
import { assembleSubgraph, prepareSubgraphDatabase, type SubgraphDependencies, type SubgraphServer } from '@wissil/platform/subgraph';
import { PrismaClient } from '../generated/prisma/client.ts';
import { seed } from '../prisma/seed.ts';
import type { SlateConfig } from './config.ts';
import type { SlateContext } from './context.ts';
import { ReleaseService } from './release/release-service.ts';
import { schema } from './schema.ts';
import { TokenLibrary } from './token/token-library.ts';
import { tokenRoutes } from './token/token-routes.ts';
import { TokenService } from './token/token-service.ts';

const MIGRATIONS = fileURLToPath(new URL('../prisma/migrations', import.meta.url));

/** SLATE, with its PostgreSQL schema up to date and the Luminera set in it. */
export async function createServer(dependencies: SubgraphDependencies, config: SlateConfig): Promise<SubgraphServer> {
  const { databaseUrl, cache, bus } = dependencies;
  const logger = dependencies.logger.child({ subgraph: 'slate' });
  const db = new PrismaClient(await prepareSubgraphDatabase('slate', MIGRATIONS, dependencies));
  await seed(db);
  const library = new TokenLibrary({ db, cache });
  await library
    .invalidate()
    .catch((error: unknown) => logger.warn({ err: error }, 'the token cache could not be invalidated at the start'));
  const tokens = new TokenService({ db, library, logger });
  const releases = new ReleaseService(db);

  return assembleSubgraph<SlateContext>({
    name: 'slate',
    schema,
    dependencies,
    context: (request) => {
      let sets: ReturnType<SlateContext['sets']> | undefined;
      const reach = async (setId: string, version: number) => {
        sets ??= library.sets();
        if ((await sets).some(({ set }) => set.id === setId && set.version >= version)) return;
        await library.invalidate();
        sets = library.sets();
      };
      return { ...request, db, bus, tokens, releases, sets: () => (sets ??= library.sets()), reach };
    },
    outbox: db,
    probes: [
      { name: 'PostgreSQL', probe: async () => void (await db.$queryRaw`SELECT 1`) },
      { name: 'Redis', probe: config.redis.kind === 'embedded' ? null : () => cache.ping() },
    ],
    routes: tokenRoutes(() => library.sets()),
    // A writer that died between its commit and its invalidation is made good for here; invalidating twice does no harm.
    consumers: [{ durable: 'slate-token-cache', patterns: ['tokens.updated'], handler: () => library.invalidate() }],
    background: [async () => startOutboxRelay({ databaseUrl, schema: 'slate', source: 'slate', bus, logger })],
    close: () => db.$disconnect(),
  });
}
