import { createPrismaAdapter, migrate } from '../database/index.ts';
import type { SubgraphDependencies } from './assemble-subgraph.ts';
import type { SubgraphName } from './subgraph-server.ts';

/** Milliseconds that a transaction may wait for a connection, and run. Prisma's own limits (2 and 5 s) fail whole starts on a busy machine. */
const TRANSACTION_LIMITS = { maxWait: 10_000, timeout: 30_000 };

/**
 * Brings the subgraph's PostgreSQL schema up to date. Returns what its PrismaClient is made of.
 * @param migrations the folder of its migrations
 */
export async function prepareSubgraphDatabase(
  name: SubgraphName,
  migrations: string,
  { databaseUrl, databasePoolSize, statementTimeoutMs, logger }: SubgraphDependencies,
) {
  await migrate(databaseUrl, name, migrations);
  const adapter = createPrismaAdapter(databaseUrl, name, {
    max: databasePoolSize,
    statementTimeoutSeconds: statementTimeoutMs / 1000,
    onIdleError: (error) => logger.warn({ err: error, subgraph: name }, 'a database connection broke'),
  });
  return { adapter, transactionOptions: TRANSACTION_LIMITS };
}
