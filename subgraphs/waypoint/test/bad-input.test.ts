import { randomBytes } from 'node:crypto';
import { waitFor } from '@wissil/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestOf } from '../src/image/oci.ts';
import { appFiles, makeArtifact } from './make-artifact.ts';
import { type Deployed, openPipelineWorld, type PipelineWorld, type Run } from './pipeline-world.ts';

/** What people get of what does not work: what happened and what to do, and what ran before. */
describe('what does not work', () => {
  let world: PipelineWorld;
  let project: string;
  let good: Deployed;
  beforeAll(async () => {
    world = await openPipelineWorld({ WAYPOINT_READY_SECONDS: '2' });
    project = await world.createProject('shop');
    await world.release(project, { says: 'good' });
    [good] = (await world.deployments(project, 'DEVELOPMENT')) as [Deployed];
  });
  afterAll(() => world[Symbol.asyncDispose]());

  const told = () =>
    world.waypoint.events.filter(({ subject }) => subject === 'user.notified').map(({ payload }) => payload as Record<string, string>);
  async function expectGoodServes(): Promise<void> {
    expect(await world.open(good.url)).toEqual([200, 'good']);
    expect(await world.deployment(good.id, () => true)).toMatchObject({ status: 'SUCCEEDED', runtime: { ready: 1 } });
  }

  it.each<[string, string, RegExp]>([
    ['throws as it starts', `throw new Error('no database')`, /ended with exit code 1 before it was ready\..*no database/s],
    ['is no JavaScript', 'this is not JavaScript', /ended with exit code 1 before it was ready\..*SyntaxError/s],
    ['listens nowhere', 'setInterval(() => {}, 1000)', /not ready within 2 seconds: nothing listened on the socket that PORT names/],
    ['answers that it is not well', appFiles({ says: 'x', health: 500 })['server.js'] as string, /\/healthz answered 500/],
    [
      'never answers',
      `import { createServer } from 'node:http'; createServer(() => {}).listen(process.env.PORT);`,
      /not ready within 2 seconds: \/healthz did not answer/,
    ],
  ])(
    '[FLOW-2] an image that %s is rolled back, says why and what to do, and the one before serves on',
    { timeout: 40_000 },
    async (_what, server, why) => {
      const app = await makeArtifact({ 'package.json': '{"type":"module"}', 'server.js': server });
      const run = await world.release(project, app, 'FAILED');
      expect(run.error).toMatchObject({
        stage: 'deploy',
        message: expect.stringMatching(why),
        remedy: expect.stringContaining('push again'),
      });
      expect(run.error?.message).toMatch(/Release \d\.0\.\d+ runs there as before\.$/);
      const [bad] = (await world.deployments(project, 'DEVELOPMENT')) as [Deployed];
      expect(bad).toMatchObject({ status: 'ROLLED_BACK', previous: { id: good.id }, url: null, runtime: null });
      expect(bad.message).toMatch(why);
      const notice = await waitFor(() => told().find(({ title }) => title?.startsWith(`Development: ${bad.version} was rolled back`)));
      expect(notice['message']).toMatch(why);
      await expectGoodServes();
    },
  );

  it.each<[string, Run['error']]>([
    ['checkout', { stage: 'prepare', message: 'The repository has no commit.', remedy: 'start the pipeline again' }],
    ['lint', { stage: 'lint', message: 'shop.mjs:3: no semicolon', remedy: 'Run the linter' }],
    ['types', { stage: 'types', message: 'a.ts(1,2): error TS2322', remedy: 'Run the type check' }],
    ['test', { stage: 'test', message: '1 is not 2', remedy: 'Run the tests' }],
    ['build', { stage: 'build', message: 'Unexpected token', remedy: 'The build’s log' }],
  ])('[FLOW-2] code that fails in %s ends its run there, brings nothing anywhere, and says what to do', async (phase, error) => {
    const commit = await world.push(project);
    const before = await world.deployments(project);
    const run = await world.runOf(project, commit);
    await world.build(run, 'failed', { phase, error: error?.message });
    const failed = await world.run(project, run.number, ({ status }) => status === 'FAILED');
    expect(failed.error).toEqual({ ...error, remedy: expect.stringContaining(error?.remedy as string) });
    expect(failed.stages.find(({ name }) => name === error?.stage)).toMatchObject({ status: 'FAILED', message: error?.message });
    const notice = await waitFor(() => told().find(({ title }) => title === `Run ${run.number} failed`));
    expect(notice['message']).toContain(error?.message);
    expect(await world.deployments(project)).toHaveLength(before.length);
    await expectGoodServes();
  });

  it('[FLOW-2] an artifact that is no archive is not tried again, and says so', { timeout: 40_000 }, async () => {
    const bytes = randomBytes(4_096);
    const run = await world.release(project, { bytes, digest: digestOf(bytes) }, 'FAILED');
    expect(run.error).toMatchObject({
      stage: 'image',
      message: expect.stringContaining('is no tar archive that can be read'),
      remedy: expect.stringContaining('Start the pipeline again'),
    });
    expect(run.error?.remedy).not.toContain('tried 3 times');
    await expectGoodServes();
  });
});
