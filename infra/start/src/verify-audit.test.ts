import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AUDIT_NOTED, type AuditNoted } from '@wissil/platform/audit';
import { createPool, startEmbeddedPostgres } from '@wissil/platform/database';
import { createServer } from '@wissil/landing';
import { parseLandingConfig } from '@wissil/landing/config';
import { createDatabase, startSubgraph, type TemporaryFolder, temporaryFolder, type TestDatabase, waitFor } from '@wissil/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const SCRIPT = fileURLToPath(new URL('verify-audit.ts', import.meta.url));
/** As startSubgraph gives it to every subgraph. */
const SECRET = 'the secret of an installation that is only there for a test';
const INTACT = /^The audit log is intact: 4 entries, the last of them (4:[0-9a-f]{64})\.\n$/;

function noted(operation: string): AuditNoted {
  const actor = { kind: 'human', subject: 'usr_ada', name: 'Ada', role: 'ADMIN', credential: 'ses_1' } as const;
  const at = new Date().toISOString();
  return { id: randomUUID(), at, actor, address: '192.0.2.7', requestId: 'r1', system: 'slate', operation, outcome: 'SUCCEEDED' };
}

/** Has LANDING append three entries there, and a fourth of their export, which it returns. */
async function fill(databaseUrl: string): Promise<string> {
  await using landing = await startSubgraph(
    { name: 'landing', parseConfig: parseLandingConfig, createServer },
    { databaseUrl, events: 'audit.appended' },
  );
  const events = ['one', 'two', 'three'].map((operation) => {
    const record = noted(operation);
    return { id: randomUUID(), subject: AUDIT_NOTED, source: 'slate', occurredAt: record.at, payload: record };
  });
  await landing.bus.publish(events);
  await waitFor(() => landing.events.length === 3);
  const response = await fetch(`${landing.url}/api/audit/export?system=slate`, { headers: landing.bearer('ADMIN') });
  const text = await response.text();
  await waitFor(() => landing.events.length === 4);
  return text;
}

interface End {
  code: number;
  stdout: string;
  stderr: string;
}

function run(args: readonly string[], env: Record<string, string>): Promise<End> {
  return new Promise((resolve) => {
    execFile(process.execPath, [SCRIPT, ...args], { env: { PATH: process.env['PATH'], ...env } }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

describe('npm run verify-audit', () => {
  let database: TestDatabase;
  let folder: TemporaryFolder;
  let sql: ReturnType<typeof createPool>;
  let exported: string;
  beforeAll(async () => {
    [database, folder] = [await createDatabase(), await temporaryFolder()];
    exported = await fill(database.url);
    sql = createPool(database.url, 'landing');
  });
  afterAll(async () => {
    await sql.end();
    await database[Symbol.asyncDispose]();
    await folder.remove();
  });
  const verify = (args: readonly string[] = [], env: Record<string, string> = {}) =>
    run(args, { DATABASE_URL: database.url, WISSIL_SECRET: SECRET, ...env });
  const fileOf = async (text: string) => {
    const path = join(folder.path, `${randomUUID()}.jsonl`);
    await writeFile(path, text);
    return path;
  };

  it('[AUTH-6] says that the log is intact, and where it ends, by which it is known again', async () => {
    const { code, stdout } = await verify();
    expect([code, stdout]).toEqual([0, expect.stringMatching(INTACT)]);
    const end = INTACT.exec(stdout)?.[1] as string;
    expect(await verify(['--known', end])).toMatchObject({ code: 0, stdout });
    expect(await verify(['--known', `9${end.slice(1)}`])).toMatchObject({
      code: 1,
      stdout: 'The audit log is broken at entry 5: entries 5 to 9 are missing at the end (4 entries before it are in order).\n',
    });
  });

  it('[AUTH-6] says where it is broken', async () => {
    const tamper = (name: string) =>
      sql.query(
        `ALTER TABLE audit_entry DISABLE TRIGGER USER; UPDATE audit_entry SET actor_name = '${name}' WHERE sequence = 2; ALTER TABLE audit_entry ENABLE TRIGGER USER`,
      );
    await tamper('Eve');
    expect(await verify()).toEqual({
      code: 1,
      stdout: 'The audit log is broken at entry 2: it is not as WISSIL recorded it (1 entry before it is in order).\n',
      stderr: '',
    });
    await tamper('Ada');
    expect((await verify([], { WISSIL_SECRET: 'the secret of another installation on this machine' })).stdout).toMatch(
      /^The audit log is broken at entry 1:/,
    );
  });

  it('[AUTH-6] verifies an export without a database', async () => {
    const env = { DATABASE_URL: 'postgresql://127.0.0.1:1/none' };
    const file = await fileOf(exported);
    const { code, stdout } = await verify(['--file', file], env);
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/is intact: 3 entries that fit \{"system":"slate"\}, the last of them 3:[0-9a-f]{64}\.\n$/),
    ]);
    const changed = await verify(['--file', await fileOf(exported.replace('"two"', '"2"'))], env);
    expect([changed.code, changed.stdout]).toEqual([
      1,
      expect.stringMatching(/is broken: line 2: entry 2 is not as WISSIL recorded it\.\n$/),
    ]);
    const cut = await verify(['--file', await fileOf(exported.slice(0, 500))], env);
    expect([cut.code, cut.stdout]).toEqual([1, expect.stringMatching(/is broken: line 1 is no line of an export in JSON lines\.\n$/)]);
    expect(await verify(['--file', join(folder.path, 'absent')], env)).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^The file .+absent cannot be read \(ENOENT\)/) as string,
    });
    expect((await verify(['--file', folder.path], env)).stderr).toMatch(/^The file .+ cannot be read \(EISDIR\)/);
  });

  it('[AUTH-6] finds the database of the data folder, whether WISSIL runs or not', { timeout: 60_000 }, async () => {
    await using data = await temporaryFolder();
    const env = { WISSIL_DATA: data.path, WISSIL_SECRET: SECRET };
    const server = await startEmbeddedPostgres({ dataFolder: data.path });
    await fill(server.url);
    const running = await run([], env);
    expect([running.code, running.stdout, running.stderr]).toEqual([0, expect.stringMatching(INTACT), '']);
    await server.stop();
    const files = await readdir(data.path);
    expect(await run([], env)).toEqual(running);
    expect(await readdir(data.path)).toEqual(files);
  });

  it.each<[string, string[], Record<string, string>, RegExp]>([
    ['an unknown flag', ['--all'], {}, /^Unknown option '--all': it takes --file, --known and --help/],
    ['an end that is none', ['--known', '3'], {}, /^--known is "3", but must be what an earlier run told/],
    [
      'a database that does not answer',
      [],
      { DATABASE_URL: 'postgresql://127.0.0.1:1/none' },
      /^PostgreSQL at 127\.0\.0\.1:1 cannot be reached/,
    ],
  ])('[AUTH-6] %s is one sentence', async (_what, args, env, sentence) => {
    const { code, stdout, stderr } = await verify(args, env);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr.trimEnd()).toMatch(sentence);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it('[AUTH-6] a place without WISSIL stays as it is', async () => {
    await using empty = await temporaryFolder();
    expect((await run([], { WISSIL_DATA: empty.path })).stderr).toMatch(/^There is no WISSIL in the data folder/);
    expect((await run([], { WISSIL_DATA: empty.path, WISSIL_SECRET: SECRET })).stderr).toMatch(/^There is no database in the data folder/);
    expect(await readdir(empty.path)).toEqual([]);
    await using other = await createDatabase();
    expect((await verify([], { DATABASE_URL: other.url })).stderr).toMatch(/^There is no audit log in this database/);
  });
});
