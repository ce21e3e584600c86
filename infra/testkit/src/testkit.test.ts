import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectRedis } from '@wissil/platform/cache';
import pg from 'pg';
import { expect, test } from 'vitest';
import {
  createDatabase,
  freePorts,
  REPOSITORY,
  sharedNats,
  sharedRedis,
  startFaultProxy,
  startPostgres,
  startRedis,
  temporaryFolder,
  waitFor,
} from './index.ts';

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end().catch(() => {});
  }
}

test('[TOPO-4] each test has an empty database of its own on the shared server, gone afterwards', async () => {
  let first: string;
  {
    await using one = await createDatabase();
    await using two = await createDatabase();
    await query(one.url, 'CREATE TABLE only_here (id int)');
    await expect(query(two.url, 'SELECT * FROM only_here')).rejects.toThrow('does not exist');
    first = one.url;
  }
  await expect(query(first, 'SELECT 1')).rejects.toThrow('does not exist');
});

test.for(['embedded', 'debian'] as const)('[TOPO-4] a killed %s PostgreSQL comes back on its port with its data', async (engine) => {
  await using server = await startPostgres({ engine });
  await query(server.url, 'CREATE TABLE kept AS SELECT 42 AS value');
  await server.kill();
  await expect(query(server.url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
  await server.restart();
  expect(await query(server.url, 'SELECT value FROM kept')).toEqual([{ value: 42 }]);
});

test('[TOPO-4] a killed Redis comes back on its port with its data', async () => {
  await using server = await startRedis();
  const redis = connectRedis(server.url);
  await redis.set('kept', '42');
  await server.kill();
  await server.restart();
  expect(await waitFor(() => redis.get('kept'))).toBe('42');
  redis.disconnect();
});

test('[TOPO-4] the shared servers are the same for all tests, under prefixes that differ', async () => {
  const [one, two] = await Promise.all([sharedRedis(), sharedRedis()]);
  expect(one.url).toBe(two.url);
  expect(one.prefix).not.toBe(two.prefix);
  const nats = new URL((await sharedNats()).url);
  const socket = connect(Number(nats.port), nats.hostname);
  const [greeting] = (await once(socket, 'data')) as [Buffer];
  expect(JSON.parse(greeting.toString().slice('INFO '.length))).toMatchObject({ jetstream: true });
  socket.destroy();
});

test('ports that a test has are nobody else’s, and are given back when its process ends', async () => {
  const script = `import { freePorts } from './infra/testkit/src/free-port.ts'; console.log(JSON.stringify(await freePorts(300)));
    await new Promise((resolve) => process.stdin.once('end', resolve).resume()); process.exit();`;
  const other = spawn(process.execPath, ['--input-type=module', '-e', script], { cwd: REPOSITORY, stdio: ['pipe', 'pipe', 'inherit'] });
  const [said] = (await once(other.stdout, 'data')) as [Buffer];
  const theirs = JSON.parse(String(said)) as number[];
  const held = () => theirs.filter((port) => existsSync(join(tmpdir(), 'wissil-test-ports', String(port))));
  expect(held()).toHaveLength(300);
  expect((await freePorts(1_000)).filter((port) => theirs.includes(port))).toEqual([]);
  other.stdin.end();
  await once(other, 'exit');
  expect(held()).toEqual([]);
});

test('a temporary folder is gone after its test', async () => {
  let path: string;
  {
    await using folder = await temporaryFolder();
    path = folder.path;
    expect(existsSync(path)).toBe(true);
  }
  expect(existsSync(path)).toBe(false);
});

test('waitFor says what it waited for, and why it was not met', async () => {
  const waiting = waitFor(() => Promise.reject(new Error('not yet')), { timeout: 30, what: 'the moon' });
  await expect(waiting).rejects.toMatchObject({ message: 'waited 30 ms for the moon', cause: { message: 'not yet' } });
});

test('[FLOW-2] the fault proxy passes, delays, swallows, refuses and resets', async () => {
  const { url } = await sharedRedis();
  await using proxy = await startFaultProxy({ target: url });
  const open = async () => {
    const socket = connect(proxy.port, '127.0.0.1');
    socket.on('error', () => {});
    await once(socket, 'connect');
    return socket;
  };
  const answer = async (socket: Awaited<ReturnType<typeof open>>) => {
    socket.write('PING\r\n');
    return String((await once(socket, 'data', { signal: AbortSignal.timeout(500) }))[0]);
  };
  const socket = await open();
  expect(await answer(socket)).toBe('+PONG\r\n');

  await proxy.set({ kind: 'latency', milliseconds: 50 });
  const before = performance.now();
  expect(await answer(socket)).toBe('+PONG\r\n');
  expect(performance.now() - before).toBeGreaterThanOrEqual(98);

  await proxy.set({ kind: 'blackhole' });
  await expect(answer(socket)).rejects.toThrow('aborted');
  expect(socket.closed).toBe(false);

  await proxy.set({ kind: 'refuse' });
  await expect(open()).rejects.toMatchObject({ code: 'ECONNREFUSED' });

  await proxy.set({ kind: 'pass' });
  const second = await open();
  expect(await answer(second)).toBe('+PONG\r\n');
  const closed = new Promise((resolve) => second.once('close', resolve));
  proxy.cut();
  await closed;

  await proxy.set({ kind: 'reset' });
  const third = connect(proxy.port, '127.0.0.1');
  await expect(once(third, 'close')).rejects.toMatchObject({ code: 'ECONNRESET' });
});
