import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { CountingPool } from './statement-counter.ts';

export interface PoolOptions {
  /** The most connections; 10 by default. */
  max?: number;
  /** Seconds that one statement may run; 10 by default. */
  statementTimeoutSeconds?: number;
  /** Told of connections that broke while nobody used them; the pool replaces them by itself. */
  onIdleError?(error: Error): void;
}

/** For a free connection or a new one. */
const CONNECT_TIMEOUT_MS = 10_000;

/** A connection pool whose unqualified names mean the given PostgreSQL schema. */
export function createPool(url: string, schema: string, options: PoolOptions = {}): pg.Pool {
  const { max = 10, statementTimeoutSeconds = 10, onIdleError } = options;
  const connection = new URL(url);
  const given = connection.searchParams.get('options') ?? '';
  // An `options` in the address would win over the configuration, so the two become one there.
  connection.searchParams.set('options', `${given} -c search_path=${pg.escapeIdentifier(schema)}`.trim());
  const pool = new CountingPool({
    connectionString: connection.href,
    max,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: statementTimeoutSeconds * 1_000,
    // The server's own timeout does not help when the network swallows the answer.
    query_timeout: statementTimeoutSeconds * 1_000 + 1_000,
    idle_in_transaction_session_timeout: statementTimeoutSeconds * 2_000,
    keepAlive: true,
    application_name: `wissil-${schema}`,
  });
  pool.on('error', onIdleError ?? (() => {}));
  // The pool does not listen to a client that it is ending; a server that dies at that moment would end the process.
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/** The driver adapter of one subgraph's Prisma client: its queries and its raw SQL see the given PostgreSQL schema. */
export function createPrismaAdapter(url: string, schema: string, options?: PoolOptions): PrismaPg {
  return prismaAdapterOf(createPool(url, schema, options), schema);
}

/** The same over a pool that the caller made and shares; disconnecting the Prisma client ends the pool. */
export function prismaAdapterOf(pool: pg.Pool, schema: string): PrismaPg {
  return new PrismaPg(pool, { schema, disposeExternalPool: true });
}
