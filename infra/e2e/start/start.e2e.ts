import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { request, type IncomingMessage } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import {
  createDatabase,
  freePort,
  isRunning,
  type ProgramEnd,
  residentBytes,
  startProgram,
  startSupergraph,
  type Supergraph,
  temporaryFolder,
  waitFor,
} from '@wissil/testkit';
import { describe, expect, test } from 'vitest';

const MOST_RESIDENT_MB = 600;
const TICKS_PER_SECOND = 100;

describe('[TOPO-4] what stands in the way of a start is one sentence, and exit code 1', () => {
  test('a port that another program holds', async () => {
    await using folder = await temporaryFolder();
    const holder = createServer();
    await once(holder.listen(0, '127.0.0.1'), 'listening');
    const { port } = holder.address() as AddressInfo;
    expect(await startAndFail(folder.path, { SPARK_PORT: String(port) })).toMatch(
      new RegExp(
        `^Port ${port}, which SPARK needs, is held by process ${process.pid} \\(.+\\): stop it, or set SPARK_PORT to a free port\\.$`,
        's',
      ),
    );
    holder.close();
  });

  test('a data folder that is a file, or that cannot be written', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'file');
    await writeFile(file, '');
    expect(await startAndFail(file)).toBe(
      `The data folder ${file} is not a folder: move that file away, or set WISSIL_DATA to another path.`,
    );
    expect(await startAndFail('/proc/wissil')).toMatch(
      /^The data folder \/proc\/wissil cannot be written \(\w+\): make it writable for your user/,
    );
  });

  test('a data folder on a full disk', async ({ skip }) => {
    await using folder = await temporaryFolder();
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=32m', 'tmpfs', folder.path]);
    if (mounted.status !== 0) return skip('a disk of 32 MB needs the right to mount one');
    try {
      expect(await startAndFail(folder.path)).toMatch(
        /^The disk of the data folder .+ is full \(at least 200 MB must be free\): free some space, or set WISSIL_DATA/,
      );
    } finally {
      spawnSync('umount', ['-l', folder.path]);
    }
  });

  test.for([
    { setting: 'DATABASE_URL', url: 'postgresql://wissil:hunter2@127.0.0.1:PORT/wissil' },
    { setting: 'REDIS_URL', url: 'redis://:hunter2@127.0.0.1:PORT' },
    { setting: 'NATS_URL', url: 'nats://wissil:hunter2@127.0.0.1:PORT' },
  ])('a $setting where nothing answers', async ({ setting, url }) => {
    await using folder = await temporaryFolder();
    await using database = await createDatabase();
    const address = url.replace('PORT', String(await freePort()));
    const sentence = await startAndFail(folder.path, { DATABASE_URL: database.url, [setting]: address });
    expect(sentence).toContain(setting);
    expect(sentence).not.toContain('hunter2');
  });

  test('a second instance on the same data folder', async () => {
    await using supergraph = await startSupergraph();
    expect(await startAndFail(supergraph.dataFolder)).toMatch(
      new RegExp(`^WISSIL already runs on the data folder ${supergraph.dataFolder} \\(process ${supergraph.program.pid}\\): stop it`),
    );
    expect((await supergraph.graphql('{ __typename }')).data).toEqual({ __typename: 'Query' });
  });
});

describe('[TOPO-4] Ctrl-C', () => {
  test.for(['together', 'processes'] as const)('finishes what runs and leaves no process behind (%s)', async (topology) => {
    await using supergraph = await startSupergraph({ topology });
    const processes = supergraph.processes();
    const slow = await beginRequest(supergraph, '{ tokens(first: 1) { edges { node { path } } } }');
    const ended = supergraph.stop();
    await supergraph.program.says(/^Stopping \(SIGINT\)/m);
    await waitFor(
      () =>
        fetch(supergraph.gatewayUrl).then(
          () => false,
          () => true,
        ),
      { timeout: 10_000, what: 'the gateway to take no more requests' },
    );
    expect(await slow.finish()).toEqual({ status: 200, body: { data: { tokens: { edges: [{ node: { path: expect.any(String) } }] } } } });
    const { output } = await ended;
    expect(processes.filter(isRunning)).toEqual([]);
    expect(output.match(/"level":[456]0.*/g) ?? [], 'log lines of trouble').toEqual([]);
  });
});

test('[TOPO-4] it is ready in seconds, first and next and after a kill -9, and stays small', async () => {
  await using supergraph = await startSupergraph();
  const first = measure(supergraph);
  await supergraph.graphql('{ tokens(first: 100) { edges { node { path usedBy { totalCount } } } } systems(first: 10) { totalCount } }');
  const megabytes = residentBytes(supergraph.processes()) / 1024 / 1024;
  await supergraph.stop();
  await supergraph.start();
  const next = measure(supergraph);
  await supergraph.kill({ postgres: true });
  await supergraph.start();
  const afterKill = measure(supergraph);
  process.stdout.write(
    `ready after (wall, of it processor): first ${first}, next ${next}, after kill -9 ${afterKill}; ${megabytes.toFixed(0)} MB resident\n`,
  );
  expect(megabytes).toBeLessThan(MOST_RESIDENT_MB);
  await supergraph.stop();
});

/** One start that must fail: returns the one line that it says. */
async function startAndFail(dataFolder: string, env: Record<string, string> = {}): Promise<string> {
  const names = ['LANDING', 'SLATE', 'IGNITION', 'SPARK', 'IGNIS', 'WAYPOINT', 'GATEWAY'];
  const ports = Object.fromEntries(await Promise.all(names.map(async (name) => [`${name}_PORT`, String(await freePort())] as const)));
  const program = startProgram({ script: 'infra/start/src/main.ts', env: { ...ports, WISSIL_DATA: dataFolder, ...env } });
  let end: ProgramEnd;
  try {
    end = await program.ended;
  } finally {
    await program.kill();
  }
  expect(end, end.output).toMatchObject({ code: 1 });
  const lines = end.output.trimEnd().split('\n');
  expect(lines, 'one sentence').toHaveLength(1);
  return lines[0] as string;
}

/** A request whose head has arrived; its body arrives with `finish`. */
async function beginRequest(supergraph: Supergraph, query: string) {
  const body = JSON.stringify({ query });
  const authorization = await supergraph.authorization();
  const headers = { 'content-type': 'application/json', 'content-length': body.length, expect: '100-continue', ...authorization };
  const sending = request(`${supergraph.gatewayUrl}/graphql`, { method: 'POST', headers });
  sending.flushHeaders();
  await once(sending, 'continue');
  return {
    async finish() {
      sending.end(body);
      const [response] = (await once(sending, 'response')) as [IncomingMessage];
      const text = await readText(response);
      return { status: response.statusCode, body: JSON.parse(text) as unknown };
    },
  };
}

function measure({ readyAfterMs, program }: Supergraph): string {
  return `${(readyAfterMs / 1000).toFixed(1)} s (${processorSeconds(program.pid).toFixed(1)} s)`;
}

function processorSeconds(pid: number): number {
  // After the name in parentheses: state, parent, …; user and system time are the 12th and 13th.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
