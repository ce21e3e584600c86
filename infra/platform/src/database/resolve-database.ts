import pg from 'pg';
import type { Connection } from '../config/index.ts';
import type { Logger } from '../logging/index.ts';
import { DatabaseError } from './database-error.ts';
import { keepEmbeddedPostgres } from './embedded/keep-embedded-postgres.ts';

export interface DatabaseConfig {
  database: Connection<'postgres'>;
  /** WISSIL_DATA, used by the embedded server alone. */
  dataFolder: string;
}

export interface Database extends AsyncDisposable {
  kind: 'embedded' | 'postgres';
  url: string;
  /** Stops the embedded server; leaves a server that is not ours alone. */
  stop(): Promise<void>;
}

const OLDEST_VERSION = 15;
const CONNECT_TIMEOUT_MS = 5_000;

/**
 * The database that the configuration names, reachable and recent enough.
 * @throws {DatabaseError} one sentence that names the server and the setting, never the password
 */
export async function resolveDatabase(config: DatabaseConfig, logger?: Pick<Logger, 'info' | 'warn'>): Promise<Database> {
  if (config.database.kind === 'embedded') {
    const server = await keepEmbeddedPostgres({ dataFolder: config.dataFolder, logger });
    return { kind: 'embedded', ...server, [Symbol.asyncDispose]: server.stop };
  }
  const { url } = config.database;
  await checkServer(url);
  const stop = async () => {};
  return { kind: 'postgres', url, stop, [Symbol.asyncDispose]: stop };
}

async function checkServer(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS, query_timeout: CONNECT_TIMEOUT_MS });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ version: string }>("SELECT current_setting('server_version') AS version");
    const version = rows[0]?.version ?? '0';
    if (Number.parseInt(version, 10) < OLDEST_VERSION) {
      throw new DatabaseError(
        'DATABASE_TOO_OLD',
        `PostgreSQL at ${place(client)} is version ${version}: WISSIL needs ${OLDEST_VERSION} or newer (DATABASE_URL).`,
      );
    }
  } catch (error) {
    throw error instanceof DatabaseError ? error : unreachable(client, error as NodeJS.ErrnoException);
  } finally {
    await client.end().catch(() => {});
  }
}

function unreachable(client: pg.Client, cause: NodeJS.ErrnoException): DatabaseError {
  const server = `PostgreSQL at ${place(client)}`;
  const sentence = (() => {
    switch (cause.code) {
      case '28P01':
      case '28000':
        return `${server} refuses the user ${client.user} or its password: correct DATABASE_URL.`;
      case '3D000':
        return `${server} has no database ${client.database}: create it, or correct DATABASE_URL.`;
      case 'ENOTFOUND':
      case 'EAI_AGAIN':
        return `${server} cannot be reached, because the name ${client.host} is not known: correct DATABASE_URL.`;
      default:
        return `${server} cannot be reached (${cause.code ?? cause.message}): start it, or correct DATABASE_URL.`;
    }
  })();
  return new DatabaseError('DATABASE_UNREACHABLE', sentence);
}

function place(client: pg.Client): string {
  return `${client.host}:${client.port}`;
}
