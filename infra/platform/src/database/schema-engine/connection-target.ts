import pg from 'pg';

/** A Prisma connection string, in the parts that node-postgres understands. */
export interface ConnectionTarget {
  connectionString: string;
  database: string;
  /** Prisma's `?schema=`. */
  schema: string | undefined;
}

const PRISMA_PARAMETERS = ['schema', 'connection_limit', 'pool_timeout', 'pgbouncer'];

/** The target of the string, or the same server's other database. */
export function connectionTarget(prismaUrl: string, database?: string): ConnectionTarget {
  const url = new URL(prismaUrl);
  const schema = url.searchParams.get('schema') ?? undefined;
  for (const parameter of PRISMA_PARAMETERS) url.searchParams.delete(parameter);
  const named = decodeURIComponent(url.pathname.slice(1)) || 'postgres';
  if (database !== undefined) url.pathname = `/${encodeURIComponent(database)}`;
  return { connectionString: url.href, database: database ?? named, schema };
}

/** Runs one statement on the server's maintenance database. */
export async function administer(prismaUrl: string, statement: string): Promise<void> {
  const client = new pg.Client(connectionTarget(prismaUrl, 'postgres'));
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
