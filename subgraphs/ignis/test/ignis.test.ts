import { randomUUID } from 'node:crypto';
import { createPrismaAdapter, statementCounter } from '@wissil/platform/database';
import { contractOf, createDatabase, type RunningSubgraph, startFaultProxy, type TestDatabase, waitFor } from '@wissil/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PrismaClient } from '../generated/prisma/client.ts';
import { BuildQueue, MOST_ATTEMPTS } from '../src/queue/build-queue.ts';
import { startIgnis } from './start-ignis.ts';

interface BuildData {
  __typename: string;
  id: string;
  number: number;
  status: string;
  trigger: string;
  durationMs: number | null;
  digest: string | null;
  error: string | null;
  log: string;
  metrics: { outputBytes: number; moduleCount: number } | null;
  componentVersion: { id: string } | null;
  fields?: { path: string; message: string }[];
}

const BUILD = `id number status trigger entry durationMs digest error log queuedAt startedAt finishedAt
  metrics { inputBytes outputBytes gzipBytes moduleCount phases { name durationMs } } componentVersion { id } project { id }`;

async function start(ignis: RunningSubgraph, input: Record<string, unknown>): Promise<BuildData> {
  const { data, errors } = await ignis.query<{ startBuild: BuildData }>(
    `mutation ($input: StartBuildInput!) { startBuild(input: $input) { __typename ... on Build { ${BUILD} } ... on Error { code message } ... on InvalidInputError { fields { path message } } } }`,
    { input },
  );
  expect(errors).toBeUndefined();
  return data.startBuild;
}

async function build(ignis: RunningSubgraph, id: string): Promise<BuildData> {
  const { data, errors } = await ignis.query<{ build: BuildData }>(`query ($id: ID!) { build(id: $id) { ${BUILD} } }`, { id });
  expect(errors).toBeUndefined();
  return data.build;
}

async function finished(ignis: RunningSubgraph, id: string): Promise<BuildData> {
  return waitFor(
    async () => {
      const found = await build(ignis, id);
      return found.status === 'SUCCEEDED' || found.status === 'FAILED' ? found : undefined;
    },
    { timeout: 15_000, what: `build ${id} to finish` },
  );
}

const GOOD = {
  entry: 'a.ts',
  files: [
    { path: 'a.ts', content: `export { b } from './b';` },
    { path: 'b.ts', content: 'export const b: number = 1;' },
  ],
};

/** As SPARK writes the payload of `component.created`. */
function created(name: string, versionId: string, source: string) {
  const files = [
    { path: `${name}.tsx`, content: source },
    { path: `${name}.test.tsx`, content: '' },
  ];
  return { componentId: `cmp_${name}`, versionId, slug: name.toLowerCase(), name, number: 1, files, entry: `${name}.tsx` };
}

function subjectsOf(ignis: RunningSubgraph, id: string): string[] {
  return ignis.events.filter(({ payload }) => (payload as { id: string }).id === id).map(({ subject }) => subject);
}

describe('IGNIS', () => {
  let database: TestDatabase;
  let ignis: RunningSubgraph;
  beforeAll(async () => {
    database = await createDatabase();
    ignis = await startIgnis(database.url);
  });
  afterAll(async () => {
    await ignis[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
  });

  it('[SHAPE-1] prints the contract that the supergraph is composed of', async () => {
    expect(await ignis.sdl()).toBe(await contractOf('ignis'));
  });

  it('[IGNIS-3] takes a build from QUEUED to SUCCEEDED, with metrics, digest, log and an event for each step', async () => {
    const queued = await start(ignis, { ...GOOD, project: 'prj_1' });
    expect(queued).toMatchObject({
      __typename: 'Build',
      status: 'QUEUED',
      trigger: 'MANUAL',
      entry: 'a.ts',
      project: { id: 'prj_1' },
      digest: null,
      metrics: null,
    });
    const done = await finished(ignis, queued.id);
    expect(done).toMatchObject({
      status: 'SUCCEEDED',
      error: null,
      digest: expect.stringMatching(/^sha256:/),
      metrics: { moduleCount: 2 },
    });
    expect(done.durationMs).toBeGreaterThan(0);
    expect(done.log).toContain('output a.js');
    await waitFor(() => subjectsOf(ignis, queued.id).length === 3);
    expect(subjectsOf(ignis, queued.id)).toEqual(['build.queued', 'build.running', 'build.succeeded']);
  });

  it('[IGNIS-3] a build that fails says where, and counts on', async () => {
    const first = await start(ignis, { entry: 'a.ts', files: [{ path: 'a.ts', content: 'export const = 1' }] });
    const failed = await finished(ignis, first.id);
    expect(failed).toMatchObject({ status: 'FAILED', digest: null, metrics: null });
    expect(failed.error).toBe('a.ts:1:14: Expected identifier but found "="');
    const next = await start(ignis, GOOD);
    expect(next.number).toBe(first.number + 1);
    await waitFor(() => subjectsOf(ignis, first.id).includes('build.failed'));
  });

  it('[IGNIS-3] names everything that is wrong with an input at once, and queues nothing', async () => {
    const refused = await start(ignis, {
      entry: 'b.ts',
      files: [
        { path: '../a.ts', content: '' },
        { path: '/b.ts', content: '' },
      ],
      project: 'a b',
    });
    expect(refused.__typename).toBe('InvalidInputError');
    expect(refused.fields?.map(({ path }) => path)).toEqual(['files.0.path', 'files.1.path', 'project']);
  });

  it('[IGNIS-4] keeps the history, newest first, by status and component version', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 3; index++) ids.unshift((await start(ignis, { ...GOOD, componentVersion: 'cmv_history' })).id);
    for (const id of ids) await finished(ignis, id);
    const { data } = await ignis.query<{
      builds: { totalCount: number; pageInfo: { hasNextPage: boolean }; edges: { node: { id: string } }[] };
    }>(
      '{ builds(first: 2, filter: { status: SUCCEEDED, componentVersion: "cmv_history" }) { totalCount pageInfo { hasNextPage } edges { node { id } } } }',
    );
    expect(data.builds).toEqual({ totalCount: 3, pageInfo: { hasNextPage: true }, edges: ids.slice(0, 2).map((id) => ({ node: { id } })) });
  });

  it('[FLOW-3] builds each new version of a component once, however often its event arrives', async () => {
    const event = {
      id: randomUUID(),
      subject: 'component.created',
      source: 'spark',
      occurredAt: new Date().toISOString(),
      payload: created('Card', 'cmv_once', `import './x'`),
    };
    const good = { ...event, id: randomUUID(), payload: created('Badge', 'cmv_good', 'export const Badge = () => <b />;') };
    await ignis.bus.publish([{ ...event, id: randomUUID(), payload: { name: 'Card' } }, event]);
    await ignis.bus.publish([event, good]);
    const builds = async (version: string) => {
      const { data } = await ignis.query<{ _entities: { builds: { edges: { node: BuildData }[] } }[] }>(
        `query ($r: [_Any!]!) { _entities(representations: $r) { ... on ComponentVersion { builds { edges { node { ${BUILD} } } } } } }`,
        { r: [{ __typename: 'ComponentVersion', id: version }] },
      );
      return data._entities[0]?.builds.edges.map(({ node }) => node) ?? [];
    };
    await waitFor(async () => (await builds('cmv_good'))[0]?.status === 'SUCCEEDED');
    await waitFor(async () => (await builds('cmv_once'))[0]?.status === 'FAILED');
    expect(await builds('cmv_once')).toMatchObject([{ trigger: 'EVENT', entry: 'Card.tsx', error: expect.stringContaining('./x') }]);
  });

  it('[SHAPE-1] one entity and fifty, one parent and fifty cost the same number of statements', async () => {
    const { id } = await start(ignis, { ...GOOD, project: 'prj_0' });
    const count = async (size: number) => {
      const r = Array.from({ length: size }, (_, index) => [
        { __typename: 'Project', id: `prj_${index}` },
        { __typename: 'ComponentVersion', id: `cmv_${index}` },
        { __typename: 'Build', id: index === 0 ? id : `bld_${index}` },
      ]).flat();
      const { result, statements } = await statementCounter.count(() =>
        ignis.query(
          `query ($r: [_Any!]!) { _entities(representations: $r) { __typename
            ... on Project { builds(first: 3) { totalCount edges { node { number project { id } } } } }
            ... on ComponentVersion { builds(first: 3) { totalCount edges { node { number } } } } ... on Build { number } } }`,
          { r },
        ),
      );
      expect(result.errors).toBeUndefined();
      return statements.length;
    };
    expect([await count(1), await count(50)]).toEqual([3, 3]);
  });

  it('[LAND-4] answers with PostgreSQL, Redis and the registry', async () => {
    const { status, dependencies } = await ignis.server.health();
    expect([status, ...dependencies.map(({ name, status: own }) => [name, own])]).toEqual([
      'up',
      ['PostgreSQL', 'up'],
      ['Redis', 'not-configured'],
      ['Registry', 'not-configured'],
    ]);
  });
});

/** The tables behind IGNIS's back. */
function openTables(databaseUrl: string) {
  const db = new PrismaClient({ adapter: createPrismaAdapter(databaseUrl, 'ignis') });
  return { db, [Symbol.asyncDispose]: () => db.$disconnect() };
}

describe('the queue of builds', () => {
  it('[FLOW-3] shares the work between instances: each build is begun once and finished once', async () => {
    await using database = await createDatabase();
    await using first = await startIgnis(database.url);
    await using second = await startIgnis(database.url);
    const ids = await Promise.all(Array.from({ length: 20 }, async (_, index) => (await start(index % 2 ? first : second, GOOD)).id));
    for (const id of ids) expect(await finished(first, id)).toMatchObject({ status: 'SUCCEEDED' });
    await waitFor(() => ids.every((id) => subjectsOf(first, id).includes('build.succeeded')));
    for (const id of ids) expect(subjectsOf(first, id)).toEqual(['build.queued', 'build.running', 'build.succeeded']);
  });

  it('[IGNIS-3] takes up a build whose worker died, and gives up one that kills its workers', async () => {
    await using database = await createDatabase();
    await using ignis = await startIgnis(database.url);
    await using opened = openTables(database.url);
    const { db } = opened;
    // What kill -9 leaves behind: RUNNING, and nobody who renews the claim.
    const left = (attempts: number) =>
      db.build.create({
        data: {
          id: `bld_${randomUUID()}`,
          trigger: 'MANUAL',
          entry: 'a.ts',
          sources: GOOD.files,
          status: 'RUNNING',
          worker: 'dead',
          attempts,
          startedAt: new Date(0),
          leaseExpiresAt: new Date(0),
        },
      });
    const [orphan, poison] = [await left(1), await left(MOST_ATTEMPTS)];
    await ignis.bus.publish([
      { id: randomUUID(), subject: 'build.queued', source: 'ignis', occurredAt: new Date().toISOString(), payload: {} },
    ]);
    expect(await finished(ignis, orphan.id)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await finished(ignis, poison.id)).toMatchObject({ status: 'FAILED', error: expect.stringContaining('begun 3 times') });
    expect((await db.build.findUniqueOrThrow({ where: { id: orphan.id } })).sources).toBeNull();
  });

  it('[IGNIS-3] a worker that lost its claim writes nothing', async () => {
    await using database = await createDatabase();
    await (await startIgnis(database.url))[Symbol.asyncDispose]();
    await using opened = openTables(database.url);
    const { db } = opened;
    const { id } = await db.build.create({ data: { id: `bld_${randomUUID()}`, trigger: 'MANUAL', entry: 'a.ts', sources: GOOD.files } });
    const [slow, quick] = [
      new BuildQueue({ kind: 'COMPONENT', db, worker: 'slow' }),
      new BuildQueue({ kind: 'COMPONENT', db, worker: 'quick' }),
    ];
    const claimed = await slow.claim();
    expect(claimed?.id).toBe(id);
    expect(await quick.claim()).toBeUndefined();
    await db.build.update({ where: { id }, data: { leaseExpiresAt: new Date(0) } });
    const taken = await quick.claim();
    expect(taken).toMatchObject({ id, attempt: 2 });
    expect(await slow.renew(claimed!)).toBe(false);
    expect(await slow.finish(claimed!, { ok: false, error: 'late', log: '' })).toBe(false);
    expect(await quick.renew(taken!)).toBe(true);
    expect(await quick.release(taken!)).toBe(true);
    expect(await db.build.findUniqueOrThrow({ where: { id } })).toMatchObject({ status: 'QUEUED', attempts: 1, error: null });
  });

  it('[FLOW-3] builds and events survive PostgreSQL being cut off', async () => {
    await using database = await createDatabase();
    await using proxy = await startFaultProxy({ target: database.url });
    await using ignis = await startIgnis(proxy.url);
    const ids: string[] = [];
    for (let index = 0; index < 10; index++) {
      const started = await start(ignis, GOOD).catch(() => undefined);
      if (started) ids.push(started.id);
      if (index % 3 === 0) proxy.cut();
    }
    for (const id of ids) expect(await finished(ignis, id)).toMatchObject({ status: 'SUCCEEDED' });
    expect(ids.length).toBeGreaterThan(0);
  }, 60_000);
});
