import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createServer } from '@wissil/landing';
import { parseLandingConfig } from '@wissil/landing/config';
import { createDatabase, type RunningSubgraph, startSubgraph, type TestDatabase, temporaryFolder } from '@wissil/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const SCRIPT = fileURLToPath(new URL('access-token.ts', import.meta.url));
/** As startSubgraph gives it to every subgraph. */
const SECRET = 'the secret of an installation that is only there for a test';

let database: TestDatabase;
let landing: RunningSubgraph;
beforeAll(async () => {
  database = await createDatabase();
  landing = await startSubgraph(
    { name: 'landing', parseConfig: parseLandingConfig, createServer },
    { databaseUrl: database.url, events: 'identity.changed' },
  );
});
afterAll(async () => {
  await landing[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

interface End {
  code: number;
  stdout: string;
  stderr: string;
}

function run(args: readonly string[], env: Record<string, string> = { WISSIL_SECRET: SECRET }): Promise<End> {
  const settings = { PATH: process.env['PATH'], LANDING_PORT: new URL(landing.url).port, ...env };
  return new Promise((resolve) => {
    execFile(process.execPath, [SCRIPT, ...args], { env: settings }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

const whoIs = async (stdout: string) => (await landing.server.authority?.resolve([{ kind: 'token', secret: stdout.trim() }], 'use'))?.[0];

describe('npm run access-token', () => {
  it('[AUTH-1] prints a token that works, and nothing else, to stdout', async () => {
    const { code, stdout, stderr } = await run(['--role', 'ENGINEER', '--name', 'ci', '--days', '30']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^wsl_[\w-]{43}\n$/) });
    expect(stderr).toBe(`“ci” works for the local ENGINEER at ${landing.url} for 30 days. It is shown once.\n`);
    expect(await whoIs(stdout)).toMatchObject({ kind: 'tool', role: 'ENGINEER', credentialName: 'ci' });
  });

  it('[AUTH-4] without anything it is an administrator’s, for a day', async () => {
    const identity = await whoIs((await run([])).stdout);
    expect(identity).toMatchObject({ kind: 'tool', role: 'ADMIN', name: 'Local administrator' });
    expect(Math.abs((identity?.expiresAt ?? 0) - Date.now() - 86_400_000)).toBeLessThan(60_000);
  });

  it('[AUTH-5] takes scopes and makes agents', async () => {
    const { stdout } = await run(['--agent', '--role=ENGINEER', '--scopes', ' component.read,']);
    expect(await whoIs(stdout)).toMatchObject({ kind: 'agent', role: 'AGENT', actions: ['account.read', 'component.read'] });
  });

  it('[AUTH-1] reads the secret of the data folder', async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, 'wissil.secret'), `${SECRET}\n`);
    expect(await whoIs((await run([], { WISSIL_DATA: folder.path })).stdout)).toMatchObject({ role: 'ADMIN' });
  });

  it('[AUTH-1] a data folder without WISSIL stays as it is', async () => {
    await using folder = await temporaryFolder();
    const { code, stdout, stderr } = await run([], { WISSIL_DATA: folder.path });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^There is no WISSIL in the data folder .+ yet: run `npm start` first, or set WISSIL_DATA/);
    expect(await readdir(folder.path)).toEqual([]);
  });

  it('[AUTH-1] says so where the secret cannot be read', async () => {
    await using folder = await temporaryFolder();
    await mkdir(join(folder.path, 'wissil.secret'));
    const { code, stderr } = await run([], { WISSIL_DATA: folder.path });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^The secret of the data folder .+ cannot be read \(EISDIR\): only the user that runs WISSIL/);
  });

  it('[AUTH-1] says so where it is the secret of another installation', async () => {
    const { code, stdout, stderr } = await run([], { WISSIL_SECRET: 'the secret of another installation on this machine' });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^The request is not signed with the secret of this installation.+WISSIL_DATA/);
  });

  it('[AUTH-1] says so where WISSIL does not run, or something else does', async () => {
    const absent = await run([], { WISSIL_SECRET: SECRET, LANDING_PORT: '1' });
    expect([absent.code, absent.stderr]).toEqual([
      1,
      'WISSIL does not answer at http://127.0.0.1:1: start it, or set LANDING_PORT to where it runs.\n',
    ]);
    const other = createHttpServer((_request, response) => response.writeHead(404).end('<h1>Not here</h1>'));
    await once(other.listen(0, '127.0.0.1'), 'listening');
    const { port } = other.address() as AddressInfo;
    const strange = await run([], { WISSIL_SECRET: SECRET, LANDING_PORT: String(port) });
    other.close();
    expect([strange.code, strange.stderr]).toEqual([
      1,
      `What answers at http://127.0.0.1:${port} is no LANDING of this installation: set LANDING_PORT to where WISSIL runs.\n`,
    ]);
  });

  it.each<[string[], RegExp]>([
    [['--role', 'KING'], /^--role is "KING", but must be ADMIN, ENGINEER or DESIGNER\./],
    [['--days', '1.5'], /^--days is "1\.5", but must be a whole number from 1 to 365\.$/],
    [['--days', '999'], /^expiresInDays: It can be good for at most 365 days\.$/],
    [['--person', 'No. 2'], /^--person is "No\. 2", but must be up to 30 small letters/],
    [['--scopes', 'build.read,fly'], /^--scopes names "fly", but there are only /],
    [['--scopes', ','], /^scopes: Choose at least one scope/],
    [['--role', 'DESIGNER', '--scopes', 'build.read'], /^scopes: build\.read: not what a tool on behalf of the role DESIGNER may be given/],
    [['--for-ever'], /^Unknown option '--for-ever': it takes --role/],
    [['ADMIN'], /^Unexpected argument 'ADMIN'/],
  ])('[AUTH-1] %j is refused in one sentence', async (args, sentence) => {
    const { code, stdout, stderr } = await run(args);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr.trimEnd()).toMatch(sentence);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it('[AUTH-1] --help explains it, and asks nobody', async () => {
    const { code, stdout } = await run(['--help'], { LANDING_PORT: '1' });
    expect(code).toBe(0);
    expect(stdout).toContain('npm run --silent access-token -- --role ENGINEER');
  });
});
