import { spawn } from 'node:child_process';
import { open, readFile, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { join } from 'node:path';
import type { PostgresBinaries } from './binaries.ts';
import type { ClusterPaths } from './cluster.ts';
import { processIdentity } from './process-identity.ts';
import type { ServerAccount } from './server-account.ts';
import { explainStartFailure } from './start-failure.ts';

/** A running server process, ours or one that a killed WISSIL left behind. */
export interface Postmaster {
  pid: number;
  port: number;
  /** Resolves when the process is gone. */
  exited: Promise<void>;
}

export interface PostmasterOptions {
  port: number;
  account?: ServerAccount;
  /** PostgreSQL parameters that win over ours. */
  settings?: Readonly<Record<string, string>>;
}

const POLL_MS = 10;
/** Above the largest pid that Linux gives. */
const IMPOSSIBLE_PID = '999999999';
const START_DEADLINE_MS = 60_000;
/** Long enough for the memory of a killed server to be released. */
const LEFTOVER_DEADLINE_MS = 10_000;

const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '32MB',
  work_mem: '4MB',
  maintenance_work_mem: '32MB',
  max_wal_size: '256MB',
  min_wal_size: '32MB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_logical_replication_workers: '0',
  jit: 'off',
  max_parallel_workers_per_gather: '0',
  log_min_messages: 'warning',
  log_min_error_statement: 'panic',
};

/** The server that postmaster.pid names, if it runs and has got as far as to accept connections or is on the way to it. */
export async function runningPostmaster(cluster: string): Promise<(Postmaster & { ready: boolean }) | undefined> {
  const lines = (await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  const pid = Number(lines[0]);
  const identity = pid > 0 ? processIdentity(pid) : undefined;
  if (!identity || !(await isPostgres(pid))) return undefined;
  return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready', exited: goneProcess(pid, identity) };
}

/** Starts the server and resolves when it accepts connections. */
export async function startPostmaster(paths: ClusterPaths, binaries: PostgresBinaries, options: PostmasterOptions): Promise<Postmaster> {
  await retirePidFile(paths.cluster);
  const deadline = performance.now() + LEFTOVER_DEADLINE_MS;
  for (;;) {
    const output = await attempt(paths, binaries, options);
    if (typeof output !== 'string') return output;
    if (!/pre-existing shared memory block/.test(output) || performance.now() > deadline) throw explainStartFailure(output, paths.cluster);
    await delay(POLL_MS * 10);
  }
}

/** SIGINT: PostgreSQL's fast shutdown, which ends sessions and writes everything down. */
export async function stopPostmaster(postmaster: Postmaster): Promise<void> {
  try {
    process.kill(postmaster.pid, 'SIGINT');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
  // Watching a server that we did not start keeps no process alive; waiting for its end does.
  const waiting = setInterval(() => {}, 1_000);
  await postmaster.exited.finally(() => clearInterval(waiting));
}

/** The server, or what it wrote before it gave up. */
async function attempt(
  paths: ClusterPaths,
  binaries: PostgresBinaries,
  { port, account, settings }: PostmasterOptions,
): Promise<Postmaster | string> {
  await using log = await open(paths.log, 'w', 0o600);
  // The account may not be able to walk to the folder, but it may use what it is handed open; the server's own processes inherit it.
  await using folder = await open(paths.cluster);
  const engine = binaries.major >= 18 ? { ...SETTINGS, io_method: 'sync' } : SETTINGS;
  const parameters = Object.entries({ ...engine, ...settings }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  // Detached: Ctrl-C reaches WISSIL alone, which drains first and stops the server last.
  const child = spawn(binaries.postgres, ['-D', '/proc/self/fd/3', '-p', String(port), ...parameters], {
    ...account,
    cwd: '/',
    env: {},
    detached: true,
    stdio: ['ignore', log.fd, log.fd, folder.fd],
  });
  let ended: string | undefined;
  const exited = new Promise<void>((resolve) => {
    child.once('error', (error) => ((ended = String(error)), resolve()));
    child.once('exit', () => ((ended ??= ''), resolve()));
  });
  const deadline = performance.now() + START_DEADLINE_MS;
  while (ended === undefined) {
    const running = await runningPostmaster(paths.cluster);
    if (running?.pid === child.pid && running?.ready) return { pid: running.pid, port, exited };
    if (performance.now() > deadline) {
      child.kill('SIGQUIT');
      await exited;
      break;
    }
    await delay(POLL_MS);
  }
  return `${ended ?? ''}${await readFile(paths.log, 'utf8')}`;
}

/**
 * PostgreSQL takes a process that was killed and not yet reaped (for ever, in a container without an init), and any other process that got
 * the pid since, for a running server. The file stays with a pid that nothing has, because it also names the shared memory to check.
 */
async function retirePidFile(cluster: string): Promise<void> {
  const file = join(cluster, 'postmaster.pid');
  const content = await readFile(file, 'utf8').catch(() => '');
  if (content !== '' && !(await runningPostmaster(cluster))) await writeFile(file, content.replace(/^-?\d+/, IMPOSSIBLE_PID));
}

async function isPostgres(pid: number): Promise<boolean> {
  return (await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')).startsWith('postgres');
}

async function goneProcess(pid: number, identity: string): Promise<void> {
  while (processIdentity(pid) === identity) await delay(POLL_MS * 2, undefined, { ref: false });
}
