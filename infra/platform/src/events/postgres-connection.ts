import pg from 'pg';
import type { BusLogger } from './bus-logger.ts';

export interface PostgresAccess {
  databaseUrl: string;
  /** Shown as `application_name` in pg_stat_activity. */
  name: string;
}

/** What every connection of the bus, the feeds and the relay has: deadlines, and keep-alives that free the locks of a host that vanished. */
export function connectionOptions({ databaseUrl, name }: PostgresAccess): pg.ClientConfig {
  return {
    connectionString: databaseUrl,
    application_name: name,
    connectionTimeoutMillis: 5_000,
    query_timeout: 10_000,
    keepAlive: true,
    options: '-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3',
  };
}

/** A small pool whose idle connections may die without harm. */
export function openPool(access: PostgresAccess, { max, logger }: { max: number; logger: BusLogger }): pg.Pool {
  const pool = new pg.Pool({ ...connectionOptions(access), max, idleTimeoutMillis: 30_000 });
  // The pool stops listening to a client that it ends; a server that dies at that moment must not end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  pool.on('error', (error) => {
    if (!pool.ending) logger.warn({ err: error }, `${access.name} lost an idle PostgreSQL connection`);
  });
  return pool;
}

/** Whether the failure is of the connection or the server's state, so that the same statement may succeed later. */
export function isConnectionFailure(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: string };
  if (typeof code === 'string') {
    // Classes 08 (connection), 57P0x (shutdown, starting up), 53 (resources), 40 (serialization), and the codes of sockets.
    return /^(08|57P|53|40)/.test(code) || /^E[A-Z]+$/.test(code);
  }
  return /connection|timeout|terminated|not queryable/i.test(message ?? '');
}
