import { readFile, symlink, writeFile } from 'node:fs/promises';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { isRunning, temporaryFolder, type TemporaryFolder, waitFor } from '@wissil/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSandbox } from './index.ts';
import type { SandboxLimits, SandboxSpec } from './sandbox.ts';

const sandbox = await openSandbox();
let folder: TemporaryFolder;

beforeEach(async () => void (folder = await temporaryFolder()));
afterEach(() => folder.remove());

function spec(program: string, more: Partial<SandboxSpec> = {}): SandboxSpec & { output: string[] } {
  const output: string[] = [];
  return {
    command: ['node', '--input-type=module', '-e', program],
    mounts: [{ from: folder.path, to: '/work', writable: true }],
    cwd: '/work',
    onOutput: (chunk) => void output.push(chunk),
    ...more,
    output,
  };
}

async function run(program: string, more: Partial<SandboxSpec> = {}) {
  const asked = spec(program, more);
  const end = await sandbox.start(asked).ended;
  return { ...end, output: asked.output.join('') };
}

describe('[IGNIS-1] the sandbox', () => {
  it('runs a program with the files that it is given, and tells its output and its end', async () => {
    await writeFile(join(folder.path, 'in.txt'), 'given');
    const { code, output } = await run(
      `import { readFileSync, writeFileSync } from 'node:fs'; import { userInfo } from 'node:os';
       writeFileSync('out.txt', 'made'); console.log(readFileSync('in.txt', 'utf8'), process.env.OWN, userInfo().username, process.version); process.exit(3)`,
      { env: { OWN: 'own' } },
    );
    expect({ code, output }).toEqual({ code: 3, output: `given own wissil ${process.version}\n` });
    expect(await readFile(join(folder.path, 'out.txt'), 'utf8')).toBe('made');
  });

  it.each([
    ['a file of the host', `import { readFileSync } from 'node:fs'; console.log(readFileSync('/etc/hostname', 'utf8'))`],
    ['a file of the host by a link', `import { readFileSync } from 'node:fs'; console.log(readFileSync('/work/link', 'utf8'))`],
    ['a place to write', `import { writeFileSync } from 'node:fs'; writeFileSync('/usr/x', '')`],
    ['the environment of WISSIL', `if (!process.env.WISSIL_TEST_SECRET) throw new Error('not there')`],
    [
      'other processes',
      `import { readdirSync } from 'node:fs'; if (readdirSync('/proc').filter(Number).length < 5) throw new Error('alone')`,
    ],
  ])('does not show %s', async (_what, program) => {
    process.env['WISSIL_TEST_SECRET'] = 'seen';
    await symlink('/etc/hostname', join(folder.path, 'link'));
    const { code, output } = await run(program);
    expect(code, output).toBe(1);
  });

  it('has no network: nothing of this host answers', async () => {
    const server = createServer((_request, response) => response.end('reached')).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { output } = await run(`console.log(await fetch('${url}').then((r) => r.text(), (error) => error.cause.code))`);
    server.close();
    expect(output).toBe('ECONNREFUSED\n');
  });

  it('is reached by a socket in a folder that it may write to', async () => {
    const program = sandbox.start(
      spec(
        `import { createServer } from 'node:http'; createServer((q, r) => r.end('inside')).listen('/work/s.sock', () => console.log('up'))`,
      ),
    );
    const answer = await waitFor(() => get(join(folder.path, 's.sock')), { timeout: 10_000, what: 'the server inside' });
    expect(answer).toBe('inside');
    expect(await program.stop()).toMatchObject({ reason: 'stopped' });
  });

  it.each<[string, SandboxLimits, string]>([
    ['memory', { memoryBytes: 150 * 1024 ** 2 }, `const kept = []; setInterval(() => kept.push(Buffer.alloc(20e6, 1)), 20)`],
    ['processes', { processes: 12 }, `import { spawn } from 'node:child_process'; setInterval(() => spawn('sleep', ['60']), 10)`],
    ['time', { seconds: 0.5 }, `for (;;);`],
  ])('ends what uses too much %s', async (reason, limits, program) => {
    expect(await run(program, { limits })).toMatchObject({ reason });
  });

  it('lets a program end in its own way, and ends one that will not with everything that it started', async () => {
    const polite = spec(
      `process.on('SIGTERM', () => { console.log('bye'); process.exit(0) }); setInterval(() => {}, 1e3); console.log('up')`,
    );
    const first = sandbox.start(polite);
    await waitFor(() => polite.output.includes('up\n'), { timeout: 10_000 });
    expect(await first.stop()).toEqual({ code: 0, signal: null, reason: 'stopped' });
    expect(polite.output.join('')).toBe('up\nbye\n');

    const deaf = spec(
      `import { spawn } from 'node:child_process'; process.on('SIGTERM', () => {}); spawn('sleep', ['1000'], { detached: true }); setInterval(() => {}, 1e3); console.log('up')`,
    );
    const second = sandbox.start(deaf);
    await waitFor(() => deaf.output.includes('up\n'), { timeout: 10_000 });
    expect(await second.stop(50)).toMatchObject({ reason: 'stopped' });
    await waitFor(() => !isRunning(second.pid));
  });

  it('takes input where it is asked to, and ends when the signal says so', async () => {
    const reading = spec(`for await (const chunk of process.stdin) console.log('got ' + chunk)`, { stdin: true });
    const reader = sandbox.start(reading);
    reader.stdin?.end('words');
    expect((await reader.ended).code).toBe(0);
    expect(reading.output.join('')).toBe('got words\n');

    const abort = new AbortController();
    const waiting = sandbox.start(spec(`setInterval(() => {}, 1e3)`, { signal: abort.signal }));
    abort.abort();
    expect(await waiting.ended).toMatchObject({ reason: 'stopped' });
  });
});

async function get(socketPath: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  httpRequest({ socketPath, path: '/' }, (response) => resolve(text(response)))
    .on('error', reject)
    .end();
  return promise;
}
