import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import pg from 'pg';
import type { Logger } from '../../logging/index.ts';
import { DatabaseError } from '../database-error.ts';
import { embeddedBinaries, type PostgresBinaries } from './binaries.ts';
import { clusterPaths, createCluster, DATABASE_USER, existingPassword, type ClusterPaths } from './cluster.ts';
import { lockFolder } from './folder-lock.ts';
import { runningPostmaster, startPostmaster, stopPostmaster, type Postmaster } from './postmaster.ts';
import { serverAccount } from './server-account.ts';
import { explainStartFailure } from './start-failure.ts';

export interface EmbeddedPostgresOptions {
  /** WISSIL_DATA; the server keeps everything in `postgres*` below it. */
  dataFolder: string;
  /** On 127.0.0.1; by default one that is free. */
  port?: number;
  logger?: Pick<Logger, 'info' | 'warn'>;
  /** By default those of the npm package. */
  binaries?: PostgresBinaries;
  /** PostgreSQL parameters that win over the launcher's. */
  settings?: Readonly<Record<string, string>>;
}

export interface EmbeddedPostgres extends AsyncDisposable {
  /** With user and password, of the database `postgres`. */
  url: string;
  pid: number;
  port: number;
  /** Resolves when the server is gone, whoever ended it. */
  exited: Promise<void>;
  stop(): Promise<void>;
}

const PORT_ATTEMPTS = 5;

/**
 * Starts PostgreSQL on the data folder, making the database the first time. A server that a killed WISSIL left running is taken over.
 * @throws {DatabaseError} one sentence that says why it cannot run there
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const paths = clusterPaths(resolve(options.dataFolder));
  try {
    await mkdir(options.dataFolder, { recursive: true });
    const lock = await lockFolder(paths.lock);
    try {
      const { postmaster, password } = await run(paths, options);
      let stopped: Promise<void> | undefined;
      const stop = () => (stopped ??= stopPostmaster(postmaster).finally(lock.release));
      const url = `postgresql://${DATABASE_USER}:${password}@127.0.0.1:${postmaster.port}/postgres`;
      return { url, pid: postmaster.pid, port: postmaster.port, exited: postmaster.exited, stop, [Symbol.asyncDispose]: stop };
    } catch (error) {
      await lock.release();
      throw error;
    }
  } catch (error) {
    throw error instanceof DatabaseError ? error : explainStartFailure(String(error), paths.cluster);
  }
}

async function run(paths: ClusterPaths, options: EmbeddedPostgresOptions): Promise<{ postmaster: Postmaster; password: string }> {
  const account = serverAccount();
  const orphan = await runningPostmaster(paths.cluster);
  let password = await existingPassword(paths);
  if (orphan) {
    const suits = options.port === undefined || options.port === orphan.port;
    if (suits && password !== undefined && (await answers(orphan.port, password))) {
      options.logger?.info({ pid: orphan.pid, port: orphan.port }, 'took over the PostgreSQL that an earlier run left behind');
      return { postmaster: orphan, password };
    }
    options.logger?.warn({ pid: orphan.pid }, 'stopping a PostgreSQL that an earlier run left behind and that does not answer');
    await stopPostmaster(orphan);
  }
  const binaries = options.binaries ?? (await embeddedBinaries(account));
  password ??= await createCluster(paths, binaries, account);
  const postmaster = await onFreePort(options.port, (port) =>
    startPostmaster(paths, binaries, { port, account, settings: options.settings }),
  );
  options.logger?.info({ pid: postmaster.pid, port: postmaster.port }, 'embedded PostgreSQL is ready');
  return { postmaster, password };
}

async function answers(port: number, password: string): Promise<boolean> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: DATABASE_USER,
    password,
    database: 'postgres',
    connectionTimeoutMillis: 2_000,
    query_timeout: 2_000,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

/** A free port can be taken between finding and using it: then the next one is tried. */
async function onFreePort<Result>(wanted: number | undefined, start: (port: number) => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start(wanted ?? (await freePort()));
    } catch (error) {
      const taken = error instanceof DatabaseError && error.code === 'PORT_IN_USE';
      if (!taken || wanted !== undefined || attempt === PORT_ATTEMPTS) throw error;
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
}
