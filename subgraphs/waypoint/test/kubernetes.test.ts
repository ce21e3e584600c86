import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judge } from '../src/target/kubernetes/rollout.ts';
import { type Deployed, openPipelineWorld, type PipelineWorld } from './pipeline-world.ts';
import { startCluster, type TestCluster } from './start-cluster.ts';

interface Applied {
  spec: { replicas: number };
}

describe('deploying to a cluster', () => {
  let cluster: TestCluster;
  let world: PipelineWorld;
  let project: string;
  beforeAll(async () => {
    cluster = await startCluster();
    world = await openPipelineWorld({
      KUBECONFIG: cluster.kubeconfig,
      WAYPOINT_REPLICAS: '2',
      WAYPOINT_REPLICAS_DEVELOPMENT: '3',
      RELEASES_DOMAIN: 'apps.example.org',
    });
    project = await world.createProject('shop');
  });
  afterAll(async () => {
    await world[Symbol.asyncDispose]();
    await cluster[Symbol.asyncDispose]();
  });

  const images = () => cluster.applied.flatMap(({ kind, image }) => (kind === 'Deployment' ? [image] : []));

  it(
    '[WAY-3] applies whole manifests that the published schema accepts, by digest, and waits for the rollout',
    { timeout: 60_000 },
    async () => {
      const run = await world.release(project, { says: 'one' });
      expect(cluster.applied.map(({ kind, manager }) => [kind, manager])).toEqual([
        ['Namespace', 'waypoint'],
        ['Service', 'waypoint'],
        ['Ingress', 'waypoint'],
        ['Deployment', 'waypoint'],
      ]);
      expect(images()).toEqual([expect.stringMatching(new RegExp(`^127\\.0\\.0\\.1:\\d+/wissil/shop@${run.release?.digest}$`))]);
      const [deployment] = (await world.deployments(project)) as [Deployed];
      expect(deployment).toMatchObject({
        status: 'SUCCEEDED',
        url: 'http://shop-development.apps.example.org/',
        runtime: { desired: 3, ready: 3 },
      });
      expect(deployment.health[0]).toMatchObject({ name: 'GET /healthz', status: 'PASSED' });
    },
  );

  it(
    '[FLOW-2] a rollout that the cluster gives up, and one that is not healthy, bring the manifests before back',
    { timeout: 60_000 },
    async () => {
      const [first] = images();
      const before = cluster.applied.findLast(({ kind }) => kind === 'Deployment');
      cluster.broken.add('"1.0.3"');
      const broken = await world.release(project, { says: 'two' }, 'FAILED');
      expect(broken.error?.message).toMatch(
        /did not become ready\. ReplicaSet "shop-2" has timed out progressing\..*1\.0\.2 runs there as before/,
      );
      expect(cluster.applied.findLast(({ kind }) => kind === 'Deployment')?.object).toEqual(before?.object);
      cluster.health = 503;
      const unhealthy = await world.release(project, { says: 'three' }, 'FAILED');
      cluster.health = 200;
      expect(unhealthy.error).toMatchObject({ stage: 'health' });
      expect(images().at(-1)).toBe(first);
      expect((await world.deployments(project)).map(({ status }) => status)).toEqual(['ROLLED_BACK', 'ROLLED_BACK', 'SUCCEEDED']);
    },
  );

  it('[WAY-4] going back applies the manifest again that was kept, byte for byte', { timeout: 60_000 }, async () => {
    const kept = cluster.applied.findLast(({ kind }) => kind === 'Deployment')?.object;
    await world.release(project, { says: 'four' });
    const back = await world.change<Deployed>('rollBackDeployment', { project, environment: 'DEVELOPMENT', reason: 'Try it.' });
    expect(await world.deployment(back.id, ({ status }) => status === 'SUCCEEDED')).toMatchObject({ version: '1.0.2' });
    expect(cluster.applied.findLast(({ kind }) => kind === 'Deployment')?.object).toEqual(kept);
  });

  it(
    '[WAY-3] an environment has as many replicas as its own setting says, and otherwise as the one for all',
    { timeout: 60_000 },
    async () => {
      const run = await world.release(project, { says: 'five' });
      const { id, approval } = await world.change<Deployed>('deployRelease', { release: run.release?.id, environment: 'STAGING' });
      await world.change('approveDeployment', { approval: approval?.id });
      const staged = await world.deployment(id, ({ status }) => status === 'SUCCEEDED');
      expect(staged.runtime).toMatchObject({ desired: 2 });
      const applied = cluster.applied.flatMap(({ kind, object }) => (kind === 'Deployment' ? [(object as Applied).spec.replicas] : []));
      expect(applied.slice(-2)).toEqual([3, 2]);
    },
  );

  it('[WAY-3] a deadline that a ReplicaSet before exceeded is not held against the present one', () => {
    const sets = {
      items: [1, 2].map((revision) => ({
        metadata: { name: `shop-${revision}`, annotations: { 'deployment.kubernetes.io/revision': String(revision) } },
      })),
    };
    const state = (named: string, observedGeneration = 2) => ({
      metadata: { generation: 2, annotations: { 'deployment.kubernetes.io/revision': '2' } },
      spec: { replicas: 1 },
      status: {
        observedGeneration,
        replicas: 1,
        updatedReplicas: 0,
        readyReplicas: 0,
        availableReplicas: 0,
        conditions: [
          {
            type: 'Progressing',
            status: 'False',
            reason: 'ProgressDeadlineExceeded',
            message: `ReplicaSet "${named}" has timed out progressing.`,
          },
        ],
      },
    });
    expect(judge(state('shop-1'), sets).state).toBe('under way');
    expect(judge(state('shop-2', 1), sets).state).toBe('under way');
    expect(judge(state('shop-2'), sets).state).toBe('failed');
  });
});
