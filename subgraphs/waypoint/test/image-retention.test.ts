import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { waitFor } from '@wissil/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Deployed, openPipelineWorld, type PipelineWorld, type Run } from './pipeline-world.ts';

describe('the images that are kept', () => {
  let world: PipelineWorld;
  let project: string;
  beforeAll(async () => {
    world = await openPipelineWorld({ WAYPOINT_KEPT_RELEASES: '2' });
    project = await world.createProject('shop');
  });
  afterAll(() => world[Symbol.asyncDispose]());

  const tags = async () => (await readdir(join(world.folder, 'waypoint/registry/repositories/wissil/shop/_tags'))).sort();
  const blobs = async () => (await readdir(join(world.folder, 'waypoint/registry/blobs/sha256'))).length;
  async function to(environment: string, { release }: Run): Promise<Deployed> {
    const { id, approval } = await world.change<Deployed>('deployRelease', { release: release?.id, environment });
    if (approval) await world.change('approveDeployment', { approval: approval.id });
    return world.deployment(id, ({ status }) => status === 'SUCCEEDED');
  }

  it(
    '[WAY-4] are of the newest releases, and of what runs, ran before it, and waits: the rest goes when WISSIL starts',
    { timeout: 60_000 },
    async () => {
      const runs: Run[] = [];
      for (let at = 1; at <= 7; at++) {
        runs.push(await world.release(project, { says: `release ${at}` }));
        // 1, 2 and 3 have run in staging: 2 could be gone back to, and 3 runs.
        if (at <= 3) await to('STAGING', runs.at(-1) as Run);
      }
      const versions = runs.map(({ release }) => release?.version as string);
      const waiting = await world.change<Deployed>('deployRelease', { release: runs[3]?.release?.id, environment: 'STAGING' });
      expect(await tags()).toEqual(versions);
      const before = await blobs();

      await world.restart();
      // The newest two are 6 and 7, which also run in development, 4 waits, and 2 and 3 are staging's.
      await waitFor(async () => (await tags()).length === 5);
      expect(await tags()).toEqual([1, 2, 3, 5, 6].map((at) => versions[at]));
      // A manifest, a configuration and a layer each.
      await waitFor(async () => (await blobs()) === before - 6);

      const refusal = await world.change<{ __typename: string; code: string; message: string }>('deployRelease', {
        release: runs[0]?.release?.id,
        environment: 'DEVELOPMENT',
      });
      expect(refusal).toMatchObject({
        code: 'CONFLICT',
        message: expect.stringMatching(/was removed.*WAYPOINT_KEPT_RELEASES.*Run the pipeline for the commit/),
      });

      // What stays can be deployed and gone back to.
      const back = await world.change<Deployed>('rollBackDeployment', { project, environment: 'STAGING', reason: 'Try it.' });
      expect(await world.open((await world.deployment(back.id, ({ status }) => status === 'SUCCEEDED')).url)).toEqual([200, 'release 2']);
      await world.change('approveDeployment', { approval: waiting.approval?.id });
      expect(await world.open((await world.deployment(waiting.id, ({ status }) => status === 'SUCCEEDED')).url)).toEqual([
        200,
        'release 4',
      ]);
    },
  );
});
