import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { callerOf } from '@wissil/platform/auth';
import { testCaller, waitFor } from '@wissil/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appFiles, makeArtifact } from './make-artifact.ts';
import { type Deployed, openPipelineWorld, type PipelineWorld } from './pipeline-world.ts';

const engineer = testCaller('ENGINEER');
const admin = testCaller('ADMIN');
const otherAdmin = callerOf(
  { kind: 'human', subject: 'usr_other', name: 'Other', role: 'ADMIN', credential: 'ses_other', expiresAt: Number.MAX_SAFE_INTEGER },
  '',
);
const agent = callerOf(
  {
    kind: 'agent',
    subject: 'usr_x',
    name: 'X',
    role: 'ADMIN',
    credential: 'act_x',
    credentialName: 'helper',
    expiresAt: Number.MAX_SAFE_INTEGER,
  },
  '',
);

interface Refusal {
  __typename: string;
  code: string;
  message: string;
}

describe('promotion', () => {
  let world: PipelineWorld;
  let project: string;
  beforeAll(async () => {
    world = await openPipelineWorld({ WAYPOINT_READY_SECONDS: '4' });
    project = await world.createProject('shop');
  });
  afterAll(() => world[Symbol.asyncDispose]());

  const deploy = (release: string, environment: string, as = engineer) =>
    world.change<Deployed>('deployRelease', { release, environment }, as);
  const approve = (approval: string | undefined, as = engineer) =>
    world.change<Refusal & { id: string; status: string; decidedBy: { name: string } }>('approveDeployment', { approval }, as);
  /** Brings a release to staging, and waits until it runs. */
  async function toStaging(release: string): Promise<Deployed> {
    const asked = await deploy(release, 'STAGING');
    await approve(asked.approval?.id);
    return world.deployment(asked.id, ({ status }) => status === 'SUCCEEDED');
  }

  it(
    '[WAY-1] one digest goes from development to staging to production, each with the approval that it needs',
    { timeout: 90_000 },
    async () => {
      const run = await world.release(project, { says: 'one' });
      const release = run.release?.id as string;
      expect(await deploy(release, 'PRODUCTION')).toMatchObject({
        code: 'CONFLICT',
        message: expect.stringContaining('has not run in staging'),
      });

      const staging = await deploy(release, 'STAGING');
      expect(staging).toMatchObject({
        status: 'AWAITING_APPROVAL',
        approval: { status: 'PENDING', requiredRole: 'ENGINEER', requiredPermission: 'deployment.approve' },
      });
      expect(await approve(staging.approval?.id)).toMatchObject({ status: 'APPROVED', decidedBy: { name: 'ENGINEER' } });
      expect(await approve(staging.approval?.id)).toMatchObject({ code: 'CONFLICT', message: 'This was approved by ENGINEER already.' });
      const inStaging = await world.deployment(staging.id, ({ status }) => status === 'SUCCEEDED');
      expect(inStaging.events.map(({ status }) => status)).toEqual([
        'AWAITING_APPROVAL',
        'PENDING',
        'IN_PROGRESS',
        'IN_PROGRESS',
        'IN_PROGRESS',
        'SUCCEEDED',
      ]);

      const production = await deploy(release, 'PRODUCTION', admin);
      expect(production).toMatchObject({
        status: 'AWAITING_APPROVAL',
        approval: { requiredRole: 'ADMIN', requiredPermission: 'deployment.production' },
        checks: [
          { name: 'Runs without privileges', status: 'PASSED' },
          { name: 'Holds no secrets', status: 'PASSED' },
          { name: 'Comes from its pipeline', status: 'PASSED' },
          { name: 'Is what ran in staging', status: 'PASSED' },
          { name: 'Was healthy in staging', status: 'PASSED' },
          { name: 'Is in the registry as it was made', status: 'PASSED' },
        ],
      });
      expect(await approve(production.approval?.id, engineer)).toMatchObject({ __typename: 'ForbiddenError' });
      expect(await approve(production.approval?.id, admin)).toMatchObject({
        code: 'CONFLICT',
        message: 'Nobody approves their own deployment to production. Ask another administrator.',
      });
      expect(await approve(production.approval?.id, agent)).toMatchObject({
        code: 'CONFLICT',
        message: expect.stringContaining('a person has to'),
      });
      expect((await world.deployment(production.id, () => true)).status).toBe('AWAITING_APPROVAL');
      expect(await approve(production.approval?.id, otherAdmin)).toMatchObject({ status: 'APPROVED' });
      const live = await world.deployment(production.id, ({ status }) => status === 'SUCCEEDED');
      expect([live.digest, inStaging.digest]).toEqual([run.release?.digest, run.release?.digest]);
      expect(await world.open(live.url)).toEqual([200, 'one']);
      expect(world.ignis.asked).toBe(1);

      const { _entities } = await world.ask<{ _entities: unknown[] }>(
        'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Project { environments { name currentDeployment { id } latestDeployment { id } } } } }',
        { r: [{ __typename: 'Project', id: project }] },
      );
      expect(_entities).toMatchObject([
        {
          environments: [{ name: 'DEVELOPMENT' }, { currentDeployment: { id: staging.id } }, { currentDeployment: { id: production.id } }],
        },
      ]);
    },
  );

  it('[WAY-1] who may approve is told with a link to the approval, and who asked is told what was decided, by whom, and why', async () => {
    const told = (subject: string) =>
      world.waypoint.events.filter((event) => event.subject === subject).map(({ payload }) => payload as Record<string, unknown>);
    const run = await world.release(project, { says: 'told' });
    const version = run.release?.version as string;
    const staging = await world.change<Deployed>('deployRelease', {
      release: run.release?.id,
      environment: 'STAGING',
      reason: 'For the fair.',
    });
    const notice = await waitFor(() =>
      told('user.permitted.notified').find(({ link }) => link === `/waypoint?approval=${staging.approval?.id}`),
    );
    expect(notice).toEqual({
      permission: 'deployment.approve',
      except: null,
      title: `shop ${version} waits for your approval to go to staging`,
      message: 'Asked for by ENGINEER. For the fair.',
      link: `/waypoint?approval=${staging.approval?.id}`,
    });
    await world.change('approveDeployment', { approval: staging.approval?.id, comment: 'Go on.' }, otherAdmin);
    const decided = await waitFor(() => told('user.notified').find(({ title }) => String(title).endsWith('for staging was approved')));
    expect(decided).toEqual({
      recipient: 'usr_engineer',
      title: `Release ${version} for staging was approved`,
      message: 'Approved by Other. Go on.',
      link: `/waypoint?approval=${staging.approval?.id}`,
    });
    await world.deployment(staging.id, ({ status }) => status === 'SUCCEEDED');
    const production = await deploy(run.release?.id as string, 'PRODUCTION', admin);
    await waitFor(() => told('user.permitted.notified').some(({ link }) => String(link).endsWith(String(production.approval?.id))));
    expect(told('user.permitted.notified').at(-1)).toMatchObject({ permission: 'deployment.production', except: 'usr_admin' });
    await world.change('rejectDeployment', { approval: production.approval?.id, comment: 'Not today.' }, otherAdmin);
    await waitFor(() =>
      told('user.notified').some(({ recipient, message }) => recipient === 'usr_admin' && message === 'Rejected by Other. Not today.'),
    );
  });

  it('[WAY-1] what is rejected does not run, and the reason must be given', async () => {
    const run = await world.release(project, { says: 'rejected' });
    const asked = await deploy(run.release?.id as string, 'STAGING');
    const input = { approval: asked.approval?.id, comment: '  ' };
    expect(await world.change('rejectDeployment', input)).toMatchObject({ code: 'INVALID_INPUT' });
    expect(await world.change('rejectDeployment', { ...input, comment: 'Not before Monday.' })).toMatchObject({ status: 'REJECTED' });
    const rejected = await world.deployment(asked.id, ({ status }) => status === 'REJECTED');
    expect(rejected.message).toBe('Rejected by ENGINEER. Not before Monday.');
  });

  it('[WAY-1] production takes no image with a file of secrets, and says which', { timeout: 60_000 }, async () => {
    const run = await world.release(project, await makeArtifact({ ...appFiles({ says: 'leaky' }), '.env': 'PASSWORD=hunter2' }));
    await toStaging(run.release?.id as string);
    expect(await deploy(run.release?.id as string, 'PRODUCTION')).toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('app/.env'),
    });
  });

  it(
    '[WAY-1] production takes no image that the registry has changed since it ran in staging, asked for before or after',
    { timeout: 60_000 },
    async () => {
      const run = await world.release(project, { says: 'changed' });
      const { id, digest } = run.release as { id: string; digest: string };
      await toStaging(id);
      const asked = await deploy(id, 'PRODUCTION', admin);
      const kept = join(world.folder, 'waypoint/registry/blobs/sha256', digest.slice('sha256:'.length));
      await writeFile(kept, (await readFile(kept, 'utf8')).replace('"schemaVersion":2', '"schemaVersion": 2'));
      await approve(asked.approval?.id, otherAdmin);
      const failed = await world.deployment(asked.id, ({ status }) => status === 'ROLLED_BACK');
      expect(failed.message).toMatch(/security checks of production fail.*in the place of sha256.*runs there as before/s);
      expect(failed.checks.find(({ name }) => name === 'Is in the registry as it was made')).toMatchObject({ status: 'FAILED' });
      const { url } = (await world.deployments(project, 'PRODUCTION')).find(({ status }) => status === 'SUCCEEDED') as Deployed;
      expect(await world.open(url)).toEqual([200, 'one']);
      expect(await deploy(id, 'PRODUCTION', admin)).toMatchObject({
        code: 'CONFLICT',
        message: expect.stringMatching(/may not come to production.*Is in the registry as it was made/s),
      });
    },
  );

  it(
    '[FLOW-2] a release that never gets healthy goes back by itself, while the one before serves every request',
    { timeout: 60_000 },
    async () => {
      await world.release(project, { says: 'good' });
      const [good] = (await world.deployments(project, 'DEVELOPMENT')) as [Deployed];
      const seen = new Set<string>();
      let watching = true;
      const watch = (async () => {
        while (watching) seen.add((await world.open(good.url)).join(' '));
      })();
      const run = await world.release(project, { says: 'bad', health: 500 }, 'FAILED');
      watching = false;
      await watch;
      expect([...seen]).toEqual(['200 good']);
      const [bad] = (await world.deployments(project, 'DEVELOPMENT')) as [Deployed];
      expect(bad).toMatchObject({ status: 'ROLLED_BACK', previous: { id: good.id }, runtime: null });
      expect(bad.message).toMatch(/did not become ready.*\/healthz answered 500.*runs there as before/s);
      expect(run.error).toMatchObject({
        stage: 'deploy',
        message: expect.stringContaining('answered 500'),
        remedy: expect.stringContaining('push again'),
      });
      const payloadsOf = (subject: string) =>
        world.waypoint.events.filter((event) => event.subject === subject).map(({ payload }) => payload);
      const critical = await waitFor(() => payloadsOf('error.critical').find((told) => (told as { subject: string }).subject === bad.id));
      expect(critical).toMatchObject({ system: 'WAYPOINT', operation: 'deploy' });
      expect(payloadsOf('deployment.development.rolled_back')).toMatchObject([{ id: bad.id, environment: 'DEVELOPMENT' }]);
      expect(payloadsOf('user.notified').at(-2)).toMatchObject({
        recipient: 'usr_engineer',
        title: expect.stringMatching(/was rolled back to 1\.0\.\d+$/),
      });
    },
  );

  it('[WAY-4] somebody goes back, with a reason, to what the registry has, without a build', { timeout: 60_000 }, async () => {
    const before = (await world.release(project, { says: 'before' })).release;
    await world.release(project, { says: 'after' });
    const [current] = (await world.deployments(project, 'DEVELOPMENT')) as [Deployed];
    const asked = world.ignis.asked;
    const input = { project, environment: 'DEVELOPMENT', reason: '' };
    expect(await world.change('rollBackDeployment', input)).toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('Say why'),
    });
    expect(await world.change('rollBackDeployment', { ...input, environment: 'PRODUCTION', reason: 'x' })).toMatchObject({
      __typename: 'ForbiddenError',
    });
    const back = await world.change<Deployed>('rollBackDeployment', { ...input, reason: 'Prices are wrong.' });
    const done = await world.deployment(back.id, ({ status }) => status === 'SUCCEEDED');
    expect(done).toMatchObject({
      rollback: true,
      reason: 'Prices are wrong.',
      version: before?.version,
      digest: before?.digest,
      previous: { id: current.id },
    });
    expect(await world.open(done.url)).toEqual([200, 'before']);
    expect(await world.deployment(current.id, ({ status }) => status === 'ROLLED_BACK')).toMatchObject({
      message: expect.stringContaining('Prices are wrong.'),
    });
    expect(world.ignis.asked).toBe(asked);
    const never = (await world.release(await world.createProject('other', 'none'), { says: 'x' })).release;
    expect(await world.change('rollBackDeployment', { ...input, to: never?.id, reason: 'x' })).toMatchObject({ code: 'CONFLICT' });
  });

  it('[WAY-3] an update drops none of 500 requests, and echoes over an open WebSocket until that ends', { timeout: 60_000 }, async () => {
    await world.release(project, { says: 'old' });
    const [old] = (await world.deployments(project, 'DEVELOPMENT')) as [Deployed];
    const socket = await upgrade(old.url as string);
    expect(await socket.echo('before')).toBe('before');
    const answers: string[] = [];
    let updated = false;
    const client = async () => {
      while (answers.length < 500 || !updated)
        answers.push((await world.open(old.url, answers.length % 5 === 0 ? '/slow' : '/')).join(' '));
    };
    const clients = Promise.all(Array.from({ length: 8 }, client));
    const release = world.release(project, { says: 'new' });
    await waitFor(async () => answers.includes('200 new'), { timeout: 40_000 });
    expect(await socket.echo('during')).toBe('during');
    socket.end();
    await release;
    updated = true;
    await clients;
    expect(answers.length).toBeGreaterThanOrEqual(500);
    expect([...new Set(answers)].sort()).toEqual(['200 new', '200 old']);
    expect(answers.slice(-8)).toEqual(Array(8).fill('200 new'));
  });

  it('[WAY-4] a process that ends is started again, and the deployment says how many run', { timeout: 60_000 }, async () => {
    const [current] = (await world.deployments(project, 'DEVELOPMENT')) as [Deployed];
    await world.open(current.url, '/crash').catch(() => undefined);
    const again = await world.deployment(current.id, ({ runtime }) => runtime !== null && runtime.restarts > 0 && runtime.ready === 1);
    expect(again).toMatchObject({ status: 'SUCCEEDED', runtime: { desired: 1, ready: 1 } });
    expect(await world.open(current.url)).toEqual([200, 'new']);
  });

  it(
    '[WAY-1] an only administrator approves their own way to production where the installation says so, and that is on record',
    { timeout: 60_000 },
    async () => {
      const run = await world.release(project, { says: 'alone' });
      await toStaging(run.release?.id as string);
      const { id, approval } = await deploy(run.release?.id as string, 'PRODUCTION', admin);
      const refusal = async () => (await world.deployment(id, () => true)).approval?.selfApprovalRefusal;
      expect(await refusal()).toBe('Nobody approves their own deployment to production. Ask another administrator.');

      world.landing.administrators = undefined;
      expect(await refusal()).toMatch(/^LANDING answered with 503/);
      await expect(approve(approval?.id, admin)).rejects.toThrow();
      expect((await world.deployment(id, () => true)).status).toBe('AWAITING_APPROVAL');

      world.landing.administrators = ['usr_admin'];
      const invite = 'Invite a second one, or start WISSIL with PRODUCTION_SELF_APPROVAL=allowed.';
      expect(await refusal()).toContain(invite);
      expect(await approve(approval?.id, admin)).toMatchObject({ code: 'CONFLICT', message: expect.stringContaining(invite) });

      await world.restart({ PRODUCTION_SELF_APPROVAL: 'allowed' });
      world.landing.administrators = ['usr_admin', 'usr_other'];
      expect(await approve(approval?.id, admin)).toMatchObject({
        code: 'CONFLICT',
        message: expect.stringContaining('another administrator'),
      });
      world.landing.administrators = ['usr_admin'];
      expect(await refusal()).toBeNull();
      expect(await approve(approval?.id, admin)).toMatchObject({ status: 'APPROVED', decidedBy: { name: 'ADMIN' } });
      const live = await world.deployment(id, ({ status }) => status === 'SUCCEEDED');
      expect(live.approval).toMatchObject({ selfApproved: true, selfApprovalRefusal: null });
      expect(live.events.map(({ message }) => message)).toContain('Approved by ADMIN, who asked for it and is the only administrator.');
      const noted = await waitFor(() =>
        world.waypoint.events.find(({ subject, payload }) => subject === 'audit.noted' && (payload as { target?: string }).target === id),
      );
      expect(noted.payload).toMatchObject({
        operation: 'approval of one’s own deployment to production',
        outcome: 'SUCCEEDED',
        actor: { subject: 'usr_admin' },
        permission: 'deployment.production',
        detail: { approval: approval?.id },
      });
    },
  );

  it('[WAY-4] what ran before WISSIL stopped runs again when it starts', { timeout: 60_000 }, async () => {
    await world.restart();
    const running = await waitFor(
      async () => {
        const all = await world.deployments(project);
        const current = all.filter(({ runtime }) => runtime?.ready === 1);
        return current.length === 3 ? current : undefined;
      },
      { timeout: 30_000 },
    );
    const byEnvironment = Object.fromEntries(running.map((deployment) => [deployment.environment.name, deployment]));
    expect(await world.open(byEnvironment['PRODUCTION']?.url ?? null)).toEqual([200, 'alone']);
    expect(await world.open(byEnvironment['DEVELOPMENT']?.url ?? null)).toEqual([200, 'alone']);
  });
});

/** An upgraded connection that the app echoes on. */
async function upgrade(url: string) {
  const { hostname, port } = new URL(url);
  const headers = {
    host: `${hostname}:${port}`,
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-key': randomBytes(16).toString('base64'),
    'sec-websocket-version': '13',
  };
  const { promise, resolve, reject } = Promise.withResolvers<Duplex>();
  request({ host: '127.0.0.1', port, headers })
    .once('upgrade', (_response, socket) => resolve(socket))
    .once('error', reject)
    .end();
  const socket = await promise;
  return {
    echo: (text: string) =>
      new Promise<string>((heard) => {
        socket.once('data', (data: Buffer) => heard(data.toString()));
        socket.write(text);
      }),
    end: () => socket.end(),
  };
}
