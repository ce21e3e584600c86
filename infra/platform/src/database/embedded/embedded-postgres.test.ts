import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder, waitFor } from '@wissil/testkit';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { processIdentity } from './process-identity.ts';
import { startEmbeddedPostgres } from './start-embedded-postgres.ts';

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

/** Another WISSIL process that runs a server on the folder; resolves once the server is ready, with its pid. */
async function startElsewhere(dataFolder: string) {
  const launcher = join(import.meta.dirname, 'start-embedded-postgres.ts');
  const program = `
    const { startEmbeddedPostgres } = await import(${JSON.stringify(launcher)});
    const server = await startEmbeddedPostgres({ dataFolder: ${JSON.stringify(dataFolder)} });
    console.log(server.pid);
    setInterval(() => {}, 60_000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const kill = async () => {
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  };
  return { launcherPid: child.pid, serverPid: Number(line), kill };
}

/** Removed at the end of its test, after the servers that use it have stopped: what is registered last is called first. */
async function testFolder() {
  const folder = await temporaryFolder();
  onTestFinished(folder.remove);
  return folder;
}

/** Stopped at the end of its test at the latest. */
async function start(dataFolder: string) {
  const server = await startEmbeddedPostgres({ dataFolder });
  onTestFinished(() => server.stop());
  return server;
}

const isRunning = (pid: number) => processIdentity(pid) !== undefined;

test('[TOPO-4] starts on an empty folder, asks for the password, keeps the data, stops completely', async () => {
  const folder = await testFolder();
  const dataFolder = join(folder.path, 'not', 'there', 'yet');
  const first = await start(dataFolder);
  await query(first.url, "CREATE TABLE kept AS SELECT 'Ä' AS value");
  const wrong = new URL(first.url);
  wrong.password = 'wrong';
  await expect(query(wrong.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
  expect((await stat(join(dataFolder, 'postgres.password'))).mode & 0o777).toBe(0o600);
  await first.stop();
  expect(isRunning(first.pid)).toBe(false);

  const second = await start(dataFolder);
  expect(await query(second.url, 'SELECT lower(value) AS value FROM kept')).toEqual([{ value: 'ä' }]);
  expect(await query(second.url, 'SHOW max_connections')).toEqual([{ max_connections: '200' }]);
});

test('[TOPO-4] takes over the server of a killed WISSIL; refuses the folder of a living one', async () => {
  const folder = await testFolder();
  const other = await startElsewhere(folder.path);
  await expect(startEmbeddedPostgres({ dataFolder: folder.path })).rejects.toMatchObject({
    code: 'DATA_FOLDER_IN_USE',
    message: expect.stringContaining(
      `in use by another WISSIL (process ${other.launcherPid}, lock ${folder.path}/postgres.lock)`,
    ) as string,
  });
  await other.kill();
  expect(isRunning(other.serverPid)).toBe(true);
  const next = await start(folder.path);
  expect(next.pid).toBe(other.serverPid);
  expect(await query(next.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await next.stop();
  expect(isRunning(other.serverPid)).toBe(false);
});

test('[TOPO-4] stops the server of a killed WISSIL that does not let it in, and starts its own', async () => {
  const folder = await testFolder();
  const other = await startElsewhere(folder.path);
  await other.kill();
  const passwordFile = join(folder.path, 'postgres.password');
  const password = await readFile(passwordFile, 'utf8');
  await writeFile(passwordFile, 'changed');
  const next = await start(folder.path);
  expect(next.pid).not.toBe(other.serverPid);
  expect(isRunning(other.serverPid)).toBe(false);
  await next.stop();
  await writeFile(passwordFile, password);
  const last = await start(folder.path);
  expect(await query(last.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('[TOPO-4] kill -9 of server and launcher loses no committed row', async () => {
  const folder = await testFolder();
  const other = await startElsewhere(folder.path);
  const password = (await readFile(join(folder.path, 'postgres.password'), 'utf8')).trim();
  const port = (await readFile(join(folder.path, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[3];
  await query(`postgresql://wissil:${password}@127.0.0.1:${port}/postgres`, 'CREATE TABLE kept AS SELECT 1 AS value');
  process.kill(other.serverPid, 'SIGKILL');
  await other.kill();
  await waitFor(() => !isRunning(other.serverPid));
  const next = await start(folder.path);
  expect(await query(next.url, 'SELECT value FROM kept')).toEqual([{ value: 1 }]);
});

test('[TOPO-4] a first start that was killed half-way leaves nothing in the way of the next', async () => {
  const folder = await testFolder();
  await mkdir(join(folder.path, 'postgres.new', 'base'), { recursive: true });
  await writeFile(join(folder.path, 'postgres.lock'), '999999999 1 dead\n');
  const server = await start(folder.path);
  expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('[TOPO-4] many that start at once on a stale lock: exactly one gets the folder', async () => {
  const folder = await testFolder();
  await writeFile(join(folder.path, 'postgres.lock'), '999999999 1 dead\n');
  const starts = await Promise.allSettled(Array.from({ length: 6 }, () => start(folder.path)));
  const started = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
  const refusals = starts.flatMap((start) => (start.status === 'rejected' ? [(start.reason as { code: string }).code] : []));
  await Promise.all(started.map((server) => server.stop()));
  expect([started.length, refusals]).toEqual([1, Array.from({ length: 5 }, () => 'DATA_FOLDER_IN_USE')]);
});

test('[TOPO-4] a folder that cannot be written, a damaged database and a lost password are one sentence each', async () => {
  const folder = await testFolder();
  const file = join(folder.path, 'file');
  await writeFile(file, '');
  await expect(startEmbeddedPostgres({ dataFolder: join(file, 'data') })).rejects.toMatchObject({
    code: 'DATA_FOLDER_UNUSABLE',
    message: expect.stringMatching(/^The data folder .* cannot be written: give .* or set WISSIL_DATA to another folder\.$/) as string,
  });

  await (await startEmbeddedPostgres({ dataFolder: folder.path })).stop();
  await rm(join(folder.path, 'postgres', 'global', 'pg_control'));
  await expect(startEmbeddedPostgres({ dataFolder: folder.path })).rejects.toMatchObject({
    code: 'DATA_FOLDER_CORRUPT',
    message: expect.stringMatching(
      /is damaged or of another PostgreSQL version: restore the folder from a backup, or move it away to start empty\.$/,
    ) as string,
  });
  await rm(join(folder.path, 'postgres.password'));
  await expect(startEmbeddedPostgres({ dataFolder: folder.path })).rejects.toThrow(/postgres\.password is missing/);
});

const mounted = (folder: string) => spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', folder]).status === 0;

test('[TOPO-4] a full disk is one sentence', async ({ skip }) => {
  const folder = await testFolder();
  if (!mounted(folder.path)) skip('this machine does not let tests mount a small file system');
  try {
    await expect(startEmbeddedPostgres({ dataFolder: folder.path })).rejects.toMatchObject({
      code: 'DISK_FULL',
      message: expect.stringMatching(/ is full: free some space there, or set WISSIL_DATA to a folder with space\.$/) as string,
    });
  } finally {
    spawnSync('umount', [folder.path]);
  }
});
