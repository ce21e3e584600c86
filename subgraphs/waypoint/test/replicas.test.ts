import { readdir, readFile } from 'node:fs/promises';
import { waitFor } from '@wissil/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Deployed, openPipelineWorld, type PipelineWorld } from './pipeline-world.ts';

describe('the replicas of a release', () => {
  let world: PipelineWorld;
  let project: string;
  beforeAll(async () => {
    world = await openPipelineWorld({ WAYPOINT_REPLICAS: '1', WAYPOINT_REPLICAS_DEVELOPMENT: '3' });
    project = await world.createProject('shop');
  });
  afterAll(() => world[Symbol.asyncDispose]());

  it('[WAY-4] serve every request while one after another is killed with -9, and each is started again', { timeout: 60_000 }, async () => {
    await world.release(project, { says: 'here' });
    const [{ id, url }] = (await world.deployments(project, 'DEVELOPMENT')) as [Deployed];
    const answers: string[] = [];
    let watching = true;
    const client = async () => {
      while (watching) answers.push((await world.open(url, answers.length % 3 === 0 ? '/slow' : '/')).join(' '));
    };
    const clients = Promise.all(Array.from({ length: 6 }, client));
    for (let killed = 1; killed <= 3; killed++) {
      const [victim] = await processesOf(world.folder);
      const before = answers.length;
      process.kill(victim as number, 'SIGKILL');
      await world.deployment(id, ({ runtime }) => runtime?.restarts === killed && runtime.ready === 3);
      await waitFor(() => answers.length > before + 20);
      expect(await processesOf(world.folder)).not.toContain(victim);
    }
    watching = false;
    await clients;
    expect([...new Set(answers)]).toEqual(['200 here']);
    expect(await world.deployment(id, () => true)).toMatchObject({ status: 'SUCCEEDED', runtime: { desired: 3, ready: 3, restarts: 3 } });
  });

  it('[WAY-3] are as many as the settings of its environment say', { timeout: 60_000 }, async () => {
    const run = await world.release(project, { says: 'again' });
    const { id, approval } = await world.change<Deployed>('deployRelease', { release: run.release?.id, environment: 'STAGING' });
    await world.change('approveDeployment', { approval: approval?.id });
    const staging = await world.deployment(id, ({ status }) => status === 'SUCCEEDED');
    const [development] = (await world.deployments(project, 'DEVELOPMENT')) as [Deployed];
    expect([development.runtime, staging.runtime]).toMatchObject([
      { desired: 3, ready: 3 },
      { desired: 1, ready: 1 },
    ]);
    // What ran before in development ends in the background.
    await waitFor(async () => (await processesOf(world.folder)).length === 4);
  });
});

interface Process {
  pid: number;
  parent: number;
  command: string;
}

/** The processes of apps in sandboxes of this world. */
async function processesOf(folder: string): Promise<number[]> {
  const all = (await Promise.all((await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(describeProcess))).filter(
    (each) => each !== undefined,
  );
  const byId = new Map(all.map((each) => [each.pid, each]));
  const isOurs = (each: Process | undefined): boolean =>
    each !== undefined && ((each.command.startsWith('bwrap') && each.command.includes(folder)) || isOurs(byId.get(each.parent)));
  return all
    .filter((each) => /node\0server\.js\0$/.test(each.command) && !each.command.startsWith('bwrap') && isOurs(each))
    .map(({ pid }) => pid);
}

async function describeProcess(pid: string): Promise<Process | undefined> {
  try {
    const [status, command] = await Promise.all([readFile(`/proc/${pid}/status`, 'utf8'), readFile(`/proc/${pid}/cmdline`, 'utf8')]);
    return { pid: Number(pid), parent: Number(/^PPid:\s*(\d+)/m.exec(status)?.[1]), command };
  } catch {
    // It has ended meanwhile.
    return undefined;
  }
}
