import { createDatabase, type RunningSubgraph, type TestDatabase, testCaller, waitFor } from '@wissil/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { create, type Creation, ended, payloads, request, startIgnition, startSlate, type SlateStandIn, THEME } from './start-ignition.ts';

interface ProjectCreated {
  projectId: string;
  slug: string;
}

let database: TestDatabase;
let slate: SlateStandIn;
let ignition: RunningSubgraph;
beforeAll(async () => {
  [database, slate] = await Promise.all([createDatabase(), startSlate()]);
  ignition = await startIgnition(database.url, { slate: slate.url });
});
beforeEach(() => void (slate.trouble = undefined));
afterAll(async () => {
  await ignition?.[Symbol.asyncDispose]();
  await slate?.close(0);
  await database?.[Symbol.asyncDispose]();
});

const project = async (slug: string) =>
  (await ignition.query<{ project: unknown }>('query ($slug: String!) { project(slug: $slug) { id } }', { slug })).data.project;

describe('createProject', () => {
  it('[IGNI-4] [FLOW-3] makes a project with its repository and first commit, and says so once', async () => {
    const asked = await request(ignition, 'Aurora Shop', {
      template: 'nextjs-application',
      description: ' Sells light. ',
      inputs: { packageManager: 'pnpm', libraries: [] },
    });
    expect(asked).toMatchObject({ __typename: 'ProjectCreation', slug: 'aurora-shop', status: 'PENDING', project: null, error: null });
    const { steps, project: made } = (await ended(ignition, asked.id)) as Creation & { project: NonNullable<Creation['project']> };
    expect(steps.map(({ name, status }) => [name, status])).toEqual([
      ['scaffold', 'SUCCEEDED'],
      ['repository', 'SUCCEEDED'],
      ['first-commit', 'SUCCEEDED'],
      ['register', 'SUCCEEDED'],
    ]);
    expect(made).toMatchObject({
      slug: 'aurora-shop',
      description: 'Sells light.',
      kind: 'NEXTJS',
      healthPath: '/api/health',
      template: { slug: 'nextjs-application' },
      inputs: { packageManager: 'pnpm', libraries: [], darkMode: true, tokenSet: 'luminera' },
      headCommit: expect.stringMatching(/^[0-9a-f]{40}$/) as string,
      createdBy: { id: 'usr_admin', name: 'ADMIN' },
      repository: { host: 'EMBEDDED', cloneUrl: 'https://ignition.example.org/git/aurora-shop.git', webUrl: null, defaultBranch: 'main' },
    });
    const event = await waitFor(() => payloads<ProjectCreated>(ignition, 'project.created').find(({ projectId }) => projectId === made.id));
    expect(event).toEqual({
      projectId: made.id,
      slug: 'aurora-shop',
      name: 'Aurora Shop',
      description: 'Sells light.',
      template: { slug: 'nextjs-application', version: made.templateVersion },
      kind: 'NEXTJS',
      inputs: made.inputs,
      repository: { host: 'EMBEDDED', cloneUrl: `${ignition.url}/git/aurora-shop.git`, webUrl: null, defaultBranch: 'main' },
      commit: made.headCommit,
      healthPath: '/api/health',
      deploymentTarget: 'development',
      createdBy: { id: 'usr_admin', name: 'ADMIN' },
    });
    const told = payloads<{ id: string }>(ignition, `project.creation.${asked.id}`);
    expect(told.length, 'every step is told of').toBeGreaterThanOrEqual(5);
  });

  it('[IGNI-4] of ten of one name at the same time exactly one is made, with one event; the others are told', async () => {
    const asked = await Promise.all(Array.from({ length: 10 }, () => request(ignition, 'Twin Peaks')));
    expect(asked.map(({ __typename }) => __typename).sort()).toEqual([
      ...Array.from({ length: 9 }, () => 'ConflictError'),
      'ProjectCreation',
    ]);
    expect(asked.find(({ __typename }) => __typename === 'ConflictError')?.message).toContain('twin-peaks');
    await ended(ignition, asked.find(({ __typename }) => __typename === 'ProjectCreation')?.id as string);
    const after = await create(ignition, 'After The Twins');
    await waitFor(() => payloads<ProjectCreated>(ignition, 'project.created').some(({ projectId }) => projectId === after.id));
    expect(payloads<ProjectCreated>(ignition, 'project.created').filter(({ slug }) => slug === 'twin-peaks')).toHaveLength(1);
  });

  it('[FLOW-2] a request that is repeated with its key is done once, also at the same time; the key is good for nothing else', async () => {
    const extra = { idempotencyKey: '7f3c' };
    const asked = await Promise.all(Array.from({ length: 5 }, () => request(ignition, 'Only Once', extra)));
    expect(new Set(asked.map(({ id }) => id)).size).toBe(1);
    const made = await ended(ignition, asked[0]?.id as string);
    expect(await request(ignition, 'Only Once', extra)).toMatchObject({ id: made.id, status: 'SUCCEEDED', project: { slug: 'only-once' } });
    expect(await request(ignition, 'Something Else', extra)).toMatchObject({ __typename: 'ConflictError' });
    expect(await request(ignition, 'Only Once', { idempotencyKey: 'x'.repeat(101) })).toMatchObject({
      fields: [{ path: 'idempotencyKey' }],
    });
  });

  it('[IGNI-2] refuses what does not fit, all of it at once, and an unknown template by name', async () => {
    const refused = await request(ignition, '../up', {
      description: 'a\u0007b',
      inputs: { replicas: '9', secret: 1, defaultBranch: 'main.lock' },
    });
    expect(refused.__typename).toBe('InvalidInputError');
    expect(refused.fields?.map(({ path }) => path)).toEqual([
      'name',
      'description',
      'inputs.secret',
      'inputs.replicas',
      'inputs.defaultBranch',
    ]);
    expect(await request(ignition, 'Fine', { template: 'nothing' })).toMatchObject({
      __typename: 'NotFoundError',
      message: expect.stringContaining('api-service') as string,
    });
    expect(await project('fine')).toBeNull();
  });

  it.each(['../../etc/passwd', '..', 'a/../b', '.git', 'x'.repeat(81), 'a\u202egit.exe/', '／..／', 'ﬁ\u0000le', '𝓌'.repeat(30) + '/'])(
    '[IGNI-2] a project is not called %j',
    async (name) => {
      expect(await request(ignition, name)).toMatchObject({ __typename: 'InvalidInputError', fields: [{ path: 'name' }] });
    },
  );

  it('[FLOW-2] SLATE is away: tried again, and then said, with nothing left and the name free', async () => {
    slate.trouble = 503;
    const { id } = await request(ignition, 'Without Tokens');
    await waitFor(async () => (await current(id)).steps[0]?.message?.includes('attempt 1'), { timeout: 10_000 });
    const failed = await ended(ignition, id);
    expect(failed).toMatchObject({
      status: 'FAILED',
      project: null,
      error: { message: 'SLATE answers 503 to the question for its tokens.' },
    });
    expect(failed.error?.remedy).toContain('tried 3 times');
    expect(failed.steps.map(({ status }) => status)).toEqual(['FAILED', 'PENDING', 'PENDING', 'PENDING']);
    expect(await project('without-tokens')).toBeNull();
    await waitFor(() => payloads<{ subject: string }>(ignition, 'error.critical').some(({ subject }) => subject === id));
    slate.trouble = undefined;
    expect(await create(ignition, 'Without Tokens')).toMatchObject({ slug: 'without-tokens' });
  });

  it('[FLOW-2] SLATE comes back in time: the project is made', async () => {
    slate.trouble = 503;
    const { id } = await request(ignition, 'Patient');
    await waitFor(async () => (await current(id)).steps[0]?.message?.includes('attempt 1'), { timeout: 10_000 });
    slate.trouble = undefined;
    expect(await ended(ignition, id)).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('[FLOW-2] a token set that there is not is no use to try again', async () => {
    const { id } = await request(ignition, 'Other Clothes', { inputs: { tokenSet: 'nothing' } });
    expect(await ended(ignition, id)).toMatchObject({ status: 'FAILED', error: { message: expect.stringContaining('nothing') as string } });
  });

  const current = async (id: string) =>
    (await ignition.query<{ projectCreation: Creation }>('query ($id: ID!) { projectCreation(id: $id) { steps { message } } }', { id }))
      .data.projectCreation;
});

describe('projectPlan', () => {
  const PLAN = `query ($input: CreateProjectInput!) { projectPlan(input: $input) { slug kind repositoryHost healthPath
    problems { path message } files { path size executable content } } }`;
  const plan = async (input: Record<string, unknown>) => {
    const { data, errors } = await ignition.query<{
      projectPlan: { slug: string; files: { path: string; size: number; content: string }[] | null; problems: { path: string }[] };
    }>(PLAN, { input: { template: 'api-service', inputs: {}, ...input } });
    expect(errors).toBeUndefined();
    return data.projectPlan;
  };

  it('[IGNI-2] shows every file and makes nothing', async () => {
    const { files, ...rest } = await plan({ name: 'Only Planned', template: 'nextjs-application' });
    expect(rest).toEqual({ slug: 'only-planned', kind: 'NEXTJS', repositoryHost: 'EMBEDDED', healthPath: '/api/health', problems: [] });
    expect(files?.map(({ path }) => path)).toContain('package.json');
    expect(files?.map(({ path }) => path)).toEqual(files?.map(({ path }) => path).sort());
    for (const { size, content } of files ?? []) expect(size).toBe(Buffer.byteLength(content));
    expect(
      files?.some(({ content }) => content.includes(THEME.trim().split('\n')[1] as string)),
      'it wears the tokens',
    ).toBe(true);
    expect(await project('only-planned')).toBeNull();
    expect(await plan({ name: 'Only Planned' })).toMatchObject({ problems: [] });
  });

  it('[IGNI-2] says what is wrong: values, a template that there is not, a name that is taken', async () => {
    await create(ignition, 'Taken Name');
    expect(await plan({ name: '../up', inputs: { replicas: '9' } })).toMatchObject({
      slug: null,
      files: null,
      problems: [{ path: 'name' }, { path: 'inputs.replicas' }],
    });
    expect(await plan({ name: 'Taken Name' })).toMatchObject({ problems: [{ path: 'name' }] });
    expect(await plan({ name: 'Fine', template: 'nothing' })).toMatchObject({ problems: [{ path: 'template' }] });
  });

  it('[AUTH-2] a designer is shown none', async () => {
    const { data, errors } = await ignition.query<{ projectPlan: unknown }>(
      PLAN,
      { input: { name: 'x', template: 'api-service', inputs: {} } },
      testCaller('DESIGNER'),
    );
    expect([data.projectPlan, errors?.[0]?.extensions['code']]).toEqual([null, 'FORBIDDEN']);
  });
});
