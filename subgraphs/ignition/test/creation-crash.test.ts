import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createPrismaAdapter, migrate } from '@wissil/platform/database';
import type { Subscription } from '@wissil/platform/events';
import { type JobHandler, type JobRun, PermanentFailure, startJobWorker } from '@wissil/platform/jobs';
import { createLogger } from '@wissil/platform/logging';
import { createDatabase, temporaryFolder, type TemporaryFolder, testCaller, type TestDatabase, waitFor } from '@wissil/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PrismaClient } from '../generated/prisma/client.ts';
import { readTemplates, seed } from '../prisma/seed.ts';
import { CreationJob } from '../src/creation/creation-job.ts';
import { CREATION_JOB, CreationService } from '../src/creation/creation-service.ts';
import { CREATION_STEPS } from '../src/creation/creation-step.ts';
import { CreationStore } from '../src/creation/creation-store.ts';
import { planProject } from '../src/project/project-plan.ts';
import { EmbeddedHost } from '../src/repository/embedded-host.ts';
import { gitWell } from './git-client.ts';
import { THEME } from './start-ignition.ts';

const logger = createLogger({ level: 'silent', name: 'crash' });

let database: TestDatabase;
let folder: TemporaryFolder;
let db: PrismaClient;
let host: EmbeddedHost;
let job: CreationJob;
beforeAll(async () => {
  [database, folder] = await Promise.all([createDatabase(), temporaryFolder()]);
  await migrate(database.url, 'ignition', join(import.meta.dirname, '../prisma/migrations'));
  db = new PrismaClient({
    adapter: createPrismaAdapter(database.url, 'ignition', { max: 5, statementTimeoutSeconds: 5, onIdleError: () => undefined }),
  });
  await seed(db);
  host = new EmbeddedHost(folder.path);
  job = new CreationJob({
    ...{ db, store: new CreationStore(db), hosts: () => host },
    themes: { css: async () => THEME },
    address: 'http://ignition',
  });
});
afterAll(async () => {
  await db?.$disconnect();
  await Promise.all([database, folder].map((each) => each?.[Symbol.asyncDispose]()));
});

/** Asks for a project and has no worker yet. */
async function ask(name: string) {
  const templates = (await db.template.findMany()).map((row) => ({ ...row, inputs: [] }));
  expect(templates).toHaveLength((await readTemplates()).length);
  const plan = planProject({ name, template: 'api-service', inputs: {} }, { templates, gitHub: false });
  return new CreationService(db).request(plan, { caller: testCaller('ENGINEER'), key: null });
}

type Moment = 'before' | 'done but not kept' | 'kept';

/** The job with something that happens at one moment of one step. */
function at(step: string, moment: Moment, happen: (run: JobRun<null>) => Promise<void>): JobHandler<null> {
  const run = (job_: JobRun<null>) =>
    job.run({
      ...job_,
      async step(name, work) {
        if (name !== step) return job_.step(name, work);
        if (moment === 'before') await happen(job_);
        const result = await job_.step(name, async () => {
          const made = await work();
          if (moment === 'done but not kept') await happen(job_);
          return made;
        });
        if (moment === 'kept') await happen(job_);
        return result;
      },
    });
  return { run, giveUp: (run_, failure) => job.giveUp(run_, failure) };
}

const work = (handler: JobHandler<null>): Subscription =>
  startJobWorker({ databaseUrl: database.url, schema: 'ignition', system: 'IGNITION', handlers: { [CREATION_JOB]: handler }, logger });

/** A worker that ends at that moment: what it has in its memory is gone, and what is in the database and on the disk is there. */
async function endAt(step: string, moment: Moment): Promise<void> {
  const reached = Promise.withResolvers<void>();
  const worker = work(
    at(step, moment, (run) => {
      reached.resolve();
      return new Promise((_, reject) => run.signal.addEventListener('abort', () => reject(run.signal.reason as Error)));
    }),
  );
  await reached.promise;
  await worker.stop();
}

async function endOf(id: string, handler: JobHandler<null>) {
  const worker = work(handler);
  try {
    return await waitFor(async () => {
      const creation = await db.projectCreation.findUniqueOrThrow({ where: { id } });
      return creation.finishedAt && creation;
    });
  } finally {
    await worker.stop();
  }
}

async function whatIsThere({ slug, projectId }: { slug: string; projectId: string }) {
  const events = await db.outboxEvent.findMany({ where: { subject: 'project.created' } });
  const path = host.pathOf({ owner: null, name: slug });
  const there = await host.exists({ owner: null, name: slug });
  return {
    projects: await db.project.count({ where: { slug } }),
    names: await db.projectName.count({ where: { slug } }),
    branches: await db.projectBranch.count({ where: { projectId } }),
    created: events.filter(({ payload }) => payload.includes(projectId)).length,
    commits: there ? Number(await gitWell(path, 'rev-list', '--all', '--count')) : null,
    drafts: (await readdir(folder.path)).filter((name) => name.startsWith('.')),
  };
}

const ALL = { projects: 1, names: 1, branches: 1, created: 1, commits: 1, drafts: [] };
const NOTHING = { projects: 0, names: 0, branches: 0, created: 0, commits: null, drafts: [] };
const MOMENTS = CREATION_STEPS.flatMap((step) => (['before', 'done but not kept', 'kept'] as const).map((moment) => ({ step, moment })));

describe('the making of a project', () => {
  it.each(MOMENTS)('[FLOW-2] [IGNI-4] cut off at $step, $moment: it goes on, and there is all of it once', async ({ step, moment }) => {
    const creation = await ask(`On ${step} ${moment}`);
    await endAt(step, moment);
    expect(await endOf(creation.id, job)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await whatIsThere(creation)).toEqual(ALL);
    await gitWell(host.pathOf({ owner: null, name: creation.slug }), 'fsck', '--strict');
  });

  it.each(MOMENTS)(
    '[FLOW-2] [IGNI-4] cut off at $step, $moment, and impossible from then on: all of it, or nothing',
    async ({ step, moment }) => {
      const creation = await ask(`Off ${step} ${moment}`);
      await endAt(step, moment);
      const impossible = at(step, 'before', async () => Promise.reject(new PermanentFailure('It cannot be.', 'Let it be.')));
      const registered = step === 'register' && moment !== 'before';
      const ended = await endOf(creation.id, impossible);
      expect(ended).toMatchObject(
        registered ? { status: 'SUCCEEDED' } : { status: 'FAILED', error: { message: 'It cannot be.', remedy: 'Let it be.' } },
      );
      expect(await whatIsThere(creation)).toEqual(registered ? ALL : NOTHING);
      if (!registered) await new CreationService(db).assertFree(creation.slug);
    },
  );

  it('[FLOW-2] a repository of the name that is somebody else’s is left alone', async () => {
    const other = { projectId: 'prj_other', description: null, visibility: 'private', defaultBranch: 'main' } as const;
    await host.create({ owner: null, name: 'occupied' }, other);
    const creation = await ask('Occupied');
    expect(await endOf(creation.id, job)).toMatchObject({
      status: 'FAILED',
      error: { message: expect.stringContaining('occupied') as string },
    });
    expect(await host.exists({ owner: null, name: 'occupied' })).toBe(true);
    expect(await db.projectName.count({ where: { slug: 'occupied' } })).toBe(0);
  });
});
