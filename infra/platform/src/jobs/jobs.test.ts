import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createDatabase, temporaryFolder, type TestDatabase, waitFor } from '@wissil/testkit';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConflictError } from '../errors/index.ts';
import type { Subscription } from '../events/index.ts';
import { createLogger } from '../logging/index.ts';
import { enqueueJob, type JobHandler, type JobTransaction, PermanentFailure, startJobWorker } from './index.ts';

const logger = createLogger({ level: 'silent', name: 'jobs-test' });
const schema = 'ignition';
const read = (name: string) => readFile(new URL(name, import.meta.url), 'utf8');
const tables = (await read('job-migration.sql')) + (await read('../events/outbox-migration.sql'));

let database: TestDatabase;
let pool: pg.Pool;
let workers: Subscription[];

beforeEach(async () => {
  database = await createDatabase();
  pool = new pg.Pool({ connectionString: database.url, max: 3, options: `-c search_path=${schema}` });
  pool.on('error', () => undefined);
  await pool.query(`CREATE SCHEMA ${schema}`);
  await pool.query(tables);
  workers = [];
});

afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.stop()));
  await pool.end();
  await database[Symbol.asyncDispose]();
});

const transaction: JobTransaction = {
  job: {
    async createMany({ data }) {
      let count = 0;
      for (const { kind, key, payload, requestedBy } of data) {
        const { rowCount } = await pool.query(
          'INSERT INTO job (kind, key, payload, requested_by) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
          [kind, key, payload, requestedBy],
        );
        count += rowCount ?? 0;
      }
      return { count };
    },
  },
};

function work(handler: JobHandler<{ name: string }>): Subscription {
  const handlers = { 'create-project': handler };
  const worker = startJobWorker({
    ...{ databaseUrl: database.url, schema, system: 'IGNITION', handlers, logger },
    backOff: { firstMs: 5, longestMs: 20 },
  });
  workers.push(worker);
  return worker;
}

const ask = (key: string) => enqueueJob(transaction, { kind: 'create-project', key, payload: { name: key }, requestedBy: 'usr_ada' });

const ended = (key: string, timeout = 5_000) =>
  waitFor(
    async () => (await pool.query<Record<string, unknown>>('SELECT * FROM job WHERE key = $1 AND finished_at IS NOT NULL', [key])).rows[0],
    { what: `${key} to end`, timeout },
  );

const critical = async () =>
  (await pool.query<{ payload: string }>("SELECT payload FROM outbox WHERE subject = 'error.critical'")).rows.map(
    ({ payload }) => JSON.parse(payload) as unknown,
  );

describe('a job', () => {
  it('[FLOW-2] runs once, however often it is asked for', async () => {
    const seen: string[] = [];
    work({ run: async ({ payload }) => void seen.push(payload.name) });
    expect([await ask('aurora'), await ask('aurora'), await ask('borealis')]).toEqual([true, false, true]);
    expect([await ended('aurora'), await ended('borealis')].map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    expect(seen).toEqual(['aurora', 'borealis']);
  });

  it('[FLOW-2] that fails is tried three times, and what succeeded in it is not done again', async () => {
    const steps: string[] = [];
    const attempts: number[] = [];
    work({
      async run({ step, attempt }) {
        attempts.push(attempt);
        expect(await step('reserve', async () => (steps.push('reserve'), { slug: 'aurora' }))).toEqual({ slug: 'aurora' });
        if (attempt < 3) throw new Error('GitHub does not answer');
      },
    });
    await ask('aurora');
    expect(await ended('aurora')).toMatchObject({ status: 'SUCCEEDED', failure: null });
    expect({ steps, attempts }).toEqual({ steps: ['reserve'], attempts: [1, 2, 3] });
    expect(await critical()).toEqual([]);
  });

  it('[FLOW-2] that has failed three times is undone, and the administrators are told', async () => {
    const undone: unknown[] = [];
    work({
      run: async () => Promise.reject(new Error('GitHub does not answer')),
      async giveUp({ key }, failure) {
        undone.push([key, failure.message]);
        if (undone.length === 1) throw new Error('nor does it now');
      },
    });
    await ask('aurora');
    expect(await ended('aurora')).toMatchObject({ status: 'FAILED', failure: { message: 'GitHub does not answer' } });
    expect(undone).toEqual([
      ['aurora', 'GitHub does not answer'],
      ['aurora', 'GitHub does not answer'],
    ]);
    expect(await critical()).toEqual([
      {
        system: 'IGNITION',
        operation: 'create-project',
        subject: 'aurora',
        message: 'GitHub does not answer',
        remedy: expect.stringContaining('tried 3 times') as string,
        attempts: expect.any(Number) as number,
        requestedBy: 'usr_ada',
      },
    ]);
  });

  it.each([
    [
      'what can never succeed',
      new PermanentFailure('The token may not create repositories.', 'Give it the scope repo.'),
      'Give it the scope repo.',
    ],
    ['an expected refusal', new ConflictError('There is one already.'), 'Change what the message names, and try again.'],
  ])('[FLOW-2] %s is not tried again', async (_what, error, remedy) => {
    const attempts: number[] = [];
    work({ run: async ({ attempt }) => (attempts.push(attempt), Promise.reject(error)) });
    await ask('aurora');
    expect(await ended('aurora')).toMatchObject({ status: 'FAILED', failure: { message: error.message, remedy } });
    expect(attempts).toEqual([1]);
  });

  it('[FLOW-2] whose process is killed goes on in another one, behind the steps that it had done', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'steps');
    await ask('aurora');
    const process = fork(fileURLToPath(new URL('job-process.fixture.ts', import.meta.url)), [database.url, schema, file]);
    await once(process, 'message');
    process.kill('SIGKILL');
    await once(process, 'exit');
    let first: unknown;
    work({ run: async ({ step }) => void (first = await step('first', async () => Promise.reject(new Error('done again')))) });
    expect(await ended('aurora', 20_000)).toMatchObject({ status: 'SUCCEEDED', attempts: 0, starts: 2 });
    expect(first).toEqual({ made: 'once' });
    expect(await readFile(file, 'utf8')).toBe('first\n');
  });

  it('[FLOW-2] whose worker stops is given back at once, and that is no attempt', async () => {
    const begun = Promise.withResolvers<void>();
    const worker = work({
      run: ({ signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error));
          begun.resolve();
        }),
    });
    await ask('aurora');
    await begun.promise;
    await worker.stop();
    workers = [];
    work({ run: async () => undefined });
    expect(await ended('aurora', 2_000)).toMatchObject({ status: 'SUCCEEDED', attempts: 0, starts: 1 });
  });

  it('[FLOW-2] is run by one of several workers', async () => {
    const seen: string[] = [];
    for (let n = 0; n < 3; n++) work({ run: async ({ key }) => void seen.push(key) });
    const keys = Array.from({ length: 40 }, (_, n) => `p${n}`);
    for (const key of keys) await ask(key);
    for (const key of keys) await ended(key);
    expect(seen.sort()).toEqual([...keys].sort());
  });
});
