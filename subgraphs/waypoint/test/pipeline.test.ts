import { randomUUID } from 'node:crypto';
import { createPrismaAdapter } from '@wissil/platform/database';
import { waitFor } from '@wissil/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PrismaClient } from '../generated/prisma/client.ts';
import { PipelineService } from '../src/pipeline/pipeline-service.ts';
import { type Deployed, openPipelineWorld, type PipelineWorld, type Run } from './pipeline-world.ts';

describe('the pipeline', () => {
  let world: PipelineWorld;
  beforeAll(async () => {
    world = await openPipelineWorld();
  });
  afterAll(() => world[Symbol.asyncDispose]());

  const stagesOf = (run: Run) => Object.fromEntries(run.stages.map(({ name, status }) => [name, status]));

  it(
    '[WAY-5] leads a new project from its first commit to a release that runs in development, and says each stage as it happens',
    { timeout: 90_000 },
    async () => {
      const project = await world.createProject('shop');
      const begun = await world.run(project, 1);
      expect(begun).toMatchObject({ status: 'QUEUED', error: null, release: null });
      const asked = await waitFor(() => world.waypoint.events.find(({ subject }) => subject === 'build.requested'));
      expect(asked.payload).toEqual({
        requestId: begun.id,
        projectId: project,
        slug: 'shop',
        kind: 'SERVICE',
        cloneUrl: 'http://127.0.0.1:1/git/shop.git',
        branch: 'main',
        commit: begun.commit,
        healthPath: '/healthz',
      });
      await world.build(begun, 'running', {
        phase: 'lint',
        phases: [
          { name: 'checkout', status: 'SUCCEEDED', durationMs: 10 },
          { name: 'install', status: 'SUCCEEDED', durationMs: 20 },
        ],
      });
      const building = await world.run(project, 1, ({ status }) => status === 'BUILDING');
      expect(stagesOf(building)).toMatchObject({ prepare: 'SUCCEEDED', lint: 'RUNNING', types: 'PENDING', image: 'PENDING' });
      await world.built(building, { says: 'hello' });
      const done = await world.run(project, 1, ({ status }) => status === 'SUCCEEDED');
      expect(stagesOf(done)).toEqual({
        prepare: 'SUCCEEDED',
        lint: 'SUCCEEDED',
        types: 'SUCCEEDED',
        test: 'SUCCEEDED',
        build: 'SUCCEEDED',
        image: 'SUCCEEDED',
        push: 'SUCCEEDED',
        mirror: 'SKIPPED',
        deploy: 'SUCCEEDED',
        health: 'SUCCEEDED',
      });
      expect(done.release).toMatchObject({ version: '1.0.1', image: expect.stringMatching(/^127\.0\.0\.1:\d+\/wissil\/shop:1\.0\.1$/) });
      const [deployment] = (await world.deployments(project)) as [Deployed];
      expect(deployment).toMatchObject({
        status: 'SUCCEEDED',
        version: '1.0.1',
        digest: done.release?.digest,
        environment: { name: 'DEVELOPMENT' },
        runtime: { desired: 1, ready: 1 },
      });
      expect(deployment.health.map(({ name, status }) => [name, status])).toEqual([
        ['GET /healthz', 'PASSED'],
        ['PostgreSQL', 'PASSED'],
        ['Redis', 'SKIPPED'],
      ]);
      expect(await world.open(deployment.url)).toEqual([200, 'hello']);
      const subjects = world.waypoint.events.map(({ subject }) => subject);
      expect(subjects).toEqual(
        expect.arrayContaining([
          'pipeline.run.changed',
          `pipeline.${project}.changed`,
          `deployment.${project}.changed`,
          'deployment.development.completed',
        ]),
      );
      const told = await waitFor(() => world.waypoint.events.find(({ subject }) => subject === 'user.notified'));
      expect(told.payload).toMatchObject({ recipient: 'usr_engineer', title: 'Release 1.0.1 runs in development' });
    },
  );

  it('[FLOW-2] a build that fails ends its run, with what happened and what to do', async () => {
    const project = await world.createProject('broken');
    const run = await world.run(project, 1);
    await world.build(run, 'failed', {
      phase: 'test',
      error: 'src/app.test.ts: expected 1 to be 2',
      phases: [{ name: 'lint', status: 'SUCCEEDED', durationMs: 5 }],
    });
    const failed = await world.run(project, 1, ({ status }) => status === 'FAILED');
    expect(failed.error).toEqual({
      stage: 'test',
      message: 'src/app.test.ts: expected 1 to be 2',
      remedy: expect.stringContaining('push again'),
    });
    expect(stagesOf(failed)).toMatchObject({ lint: 'SUCCEEDED', test: 'FAILED', build: 'SKIPPED', image: 'SKIPPED', deploy: 'SKIPPED' });
  });

  it(
    '[FLOW-2] IGNIS that does not answer is asked three times: twice is no trouble, three times is a failure that says what to do',
    { timeout: 60_000 },
    async () => {
      const project = await world.createProject('flaky');
      world.ignis.fail(2);
      await world.built(await world.run(project, 1), { says: 'third time' });
      await world.run(project, 1, ({ status }) => status === 'SUCCEEDED');
      world.ignis.fail(3);
      const run = await world.release(project, { says: 'never' }, 'FAILED');
      expect(run).toMatchObject({
        release: null,
        error: { stage: 'image', message: 'IGNIS answered with 503 when it was asked for what it built.' },
      });
      expect(run.error?.remedy).toContain('tried 3 times');
      const critical = await waitFor(() =>
        world.waypoint.events.find(
          ({ subject, payload }) => subject === 'error.critical' && (payload as { subject: string }).subject === run.id,
        ),
      );
      expect(critical.payload).toMatchObject({ system: 'WAYPOINT', operation: 'publish', attempts: 3, requestedBy: 'usr_engineer' });
      expect(world.waypoint.events.filter(({ subject }) => subject === 'user.notified').at(-1)?.payload).toMatchObject({
        recipient: 'usr_engineer',
        title: 'Run 2 failed',
      });
      // What ran before runs on.
      expect(await world.open((await world.deployments(project))[0]?.url ?? null)).toEqual([200, 'third time']);
    },
  );

  it('[FLOW-2] an artifact that IGNIS does not have any more is not asked for again', async () => {
    const project = await world.createProject('lost');
    const run = await world.run(project, 1);
    const asked = world.ignis.asked;
    const digest = `sha256:${'0'.repeat(64)}`;
    await world.build(run, 'succeeded', {
      artifact: { id: 'art_x', digest, sizeBytes: 1, command: ['node'], healthPath: '/', port: 8080 },
    });
    const failed = await world.run(project, 1, ({ status }) => status === 'FAILED');
    expect(failed.error).toMatchObject({
      message: `IGNIS does not have the artifact ${digest} any more.`,
      remedy: expect.stringContaining('built anew'),
    });
    expect(world.ignis.asked).toBe(asked + 1);
  });

  it('[FLOW-3] what is told twice, out of turn, or not as agreed makes neither a second run nor a second release', async () => {
    const project = await world.createProject('twice', 'none');
    const event = (subject: string, payload: unknown, source: string) => ({
      id: randomUUID(),
      subject,
      source,
      occurredAt: new Date().toISOString(),
      payload,
    });
    const after = 'a'.repeat(40);
    const push = {
      projectId: project,
      slug: 'twice',
      branch: 'main',
      before: null,
      after,
      message: 'x',
      author: { name: 'Ada', email: '' },
      cloneUrl: '',
      pushedBy: null,
    };
    const pushed = event('repository.pushed', push, 'ignition');
    await world
      .bus()
      .publish([
        pushed,
        event('repository.pushed', { ...push, after: 'not a hash' }, 'ignition'),
        event('repository.pushed', { ...push, branch: 'feature' }, 'ignition'),
      ]);
    await world.bus().publish([pushed]);
    const run = await world.run(project, 1);
    await world.built(run, { says: 'x' });
    const done = await world.run(project, 1, ({ status }) => status === 'SUCCEEDED');
    // After it has succeeded nothing of it fails any more.
    await world.build(done, 'failed', { error: 'late' });
    await world.built(done, { says: 'y' });
    const last = await world.push(project);
    await waitFor(async () => (await world.runs(project))[0]?.commit === last);
    const runs = await world.runs(project);
    expect(runs.map(({ number, status }) => [number, status])).toEqual([
      [2, 'QUEUED'],
      [1, 'SUCCEEDED'],
    ]);
    expect(stagesOf(done)).toMatchObject({ push: 'SUCCEEDED', deploy: 'SKIPPED', health: 'SKIPPED' });
    expect(await world.deployments(project)).toEqual([]);
  });

  it('[WAY-5] somebody starts a run and stops one; a build that ends later changes nothing', async () => {
    const project = await world.createProject('manual', 'none');
    const input = { project };
    await waitFor(async () => (await world.change<Run & { __typename: string }>('startPipeline', input)).__typename === 'PipelineRun');
    const run = await world.run(project, 1);
    expect(run).toMatchObject({ status: 'QUEUED' });
    expect(await world.change('cancelPipelineRun', { run: run.id })).toMatchObject({ status: 'CANCELLED' });
    await world.built(run, { says: 'too late' });
    expect(await world.change('cancelPipelineRun', { run: run.id })).toMatchObject({
      code: 'CONFLICT',
      message: 'Run 1 has cancelled already.',
    });
    expect(await world.change('startPipeline', { ...input, commit: 'main' })).toMatchObject({ code: 'INVALID_INPUT' });
    expect(await world.change('startPipeline', { project: 'prj_none' })).toMatchObject({ code: 'NOT_FOUND' });
    await world.change('startPipeline', { ...input, commit: run.commit });
    expect(await world.run(project, 2)).toMatchObject({ commit: run.commit });
    expect(await world.run(project, 1)).toMatchObject({ status: 'CANCELLED', release: null });
  });

  it(
    '[WAY-1] a project for staging asks for approval by itself, and an older run does not overtake a newer one',
    { timeout: 60_000 },
    async () => {
      const project = await world.createProject('staged', 'staging');
      const first = await world.run(project, 1);
      await world.push(project);
      const second = await world.run(project, 2);
      await world.built(second, { says: 'newer' });
      await world.run(project, 2, ({ status }) => status === 'SUCCEEDED');
      await world.built(first, { says: 'older' });
      const late = await world.run(project, 1, ({ status }) => status === 'SUCCEEDED');
      expect(stagesOf(late)).toMatchObject({ deploy: 'SKIPPED' });
      const [staging, development] = (await world.deployments(project)) as [Deployed, Deployed];
      expect([staging.environment.name, staging.status, staging.version]).toEqual(['STAGING', 'AWAITING_APPROVAL', '1.0.2']);
      expect(await world.open(development.url)).toEqual([200, 'newer']);
      const { approvals } = await world.ask<{ approvals: { edges: { node: unknown }[] } }>(
        'query ($project: ID) { approvals(project: $project) { edges { node { status deployment { id release { version } requestedBy { id } } } } } }',
        { project },
      );
      expect(approvals.edges).toEqual([
        { node: { status: 'PENDING', deployment: { id: staging.id, release: { version: '1.0.2' }, requestedBy: { id: 'usr_engineer' } } } },
      ]);
    },
  );

  it('[FLOW-2] a run of which nothing is heard does not wait for ever', async () => {
    const project = await world.createProject('silent');
    await world.run(project, 1);
    const db = new PrismaClient({ adapter: createPrismaAdapter(world.database.url, 'waypoint') });
    await db.$executeRaw`UPDATE "pipeline_run" SET "changed_at" = now() - interval '61 minutes' WHERE "project_id" = ${project}`;
    await new PipelineService({ db }).endSilent(60);
    expect(await world.run(project, 1)).toMatchObject({ status: 'FAILED', error: { remedy: expect.stringContaining('IGNIS') } });
    await db.$disconnect();
  });
});
