import { testCaller } from '@wissil/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Deployed, openPipelineWorld, type PipelineWorld, type Run } from './pipeline-world.ts';

describe('the pipeline', () => {
  let world: PipelineWorld;
  beforeAll(async () => {
    world = await openPipelineWorld();
  });
  afterAll(() => world[Symbol.asyncDispose]());

  const stagesOf = (run: Run) => Object.fromEntries(run.stages.map(({ name, status }) => [name, status]));
  const admin = testCaller('ADMIN');

  it(
    '[WAY-5] leads a new project from its first commit to a release that runs in development, and says each stage as it happens',
    { timeout: 90_000 },
    async () => {
      const project = await world.createProject('shop');
      const begun = await world.run(project, 1);
      expect(begun).toMatchObject({ status: 'QUEUED', error: null, release: null });
      const asked = world.waypoint.events.find(({ subject }) => subject === 'build.requested');
      expect(asked?.payload).toEqual({
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
      const told = world.waypoint.events.find(({ subject }) => subject === 'user.notified');
      expect(told?.payload).toMatchObject({ recipient: 'usr_engineer', title: 'Release 1.0.1 runs in development' });
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
});
