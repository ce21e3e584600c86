import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The whole of a subgraph's prisma.config.ts. Every Prisma command then works with nothing downloaded, in the PostgreSQL schema that has the
 * name of the subgraph's folder, in the database of DATABASE_URL.
 */
export function prismaConfig(subgraphFolder: string) {
  // Prisma's command line takes its settings from the environment and nowhere else.
  /* eslint-disable no-restricted-properties */
  process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= fileURLToPath(new URL('./schema-engine/launcher', import.meta.url));
  process.env.WISSIL_NODE ??= process.execPath;
  process.env.CHECKPOINT_DISABLE ??= '1';
  const url = process.env.DATABASE_URL;
  /* eslint-enable no-restricted-properties */
  return {
    schema: join(subgraphFolder, 'prisma', 'schema.prisma'),
    migrations: { path: join(subgraphFolder, 'prisma', 'migrations') },
    ...(url && { datasource: { url: inSchema(url, basename(subgraphFolder)) } }),
  };
}

function inSchema(databaseUrl: string, schema: string): string {
  const url = new URL(databaseUrl);
  url.searchParams.set('schema', schema);
  return url.href;
}
