import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createPrismaAdapter, statementCounter } from '@wissil/platform/database';
import { contractOf, createDatabase, type RunningSubgraph, temporaryFolder, type TestDatabase, waitFor } from '@wissil/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PrismaClient } from '../generated/prisma/client.ts';
import { startWaypoint } from './start-waypoint.ts';

interface DeploymentData {
  __typename: string;
  id: string;
  status: string;
  version: string;
  service: string | null;
  message: string | null;
  finishedAt: string | null;
  fields?: { path: string; message: string }[];
}

const DEPLOYMENT =
  '__typename ... on Deployment { id status version service url message finishedAt environment { name } project { id } build { id } }';
const ERRORS = '... on Error { code message } ... on InvalidInputError { fields { path message } }';

async function record(waypoint: RunningSubgraph, input: Record<string, unknown>): Promise<DeploymentData> {
  const { data, errors } = await waypoint.query<{ recordDeployment: DeploymentData }>(
    `mutation ($input: RecordDeploymentInput!) { recordDeployment(input: $input) { ${DEPLOYMENT} ${ERRORS} } }`,
    { input },
  );
  expect(errors).toBeUndefined();
  return data.recordDeployment;
}

async function update(waypoint: RunningSubgraph, input: Record<string, unknown>): Promise<DeploymentData> {
  const { data, errors } = await waypoint.query<{ updateDeploymentStatus: DeploymentData }>(
    `mutation ($input: UpdateDeploymentStatusInput!) { updateDeploymentStatus(input: $input) { ${DEPLOYMENT} ${ERRORS} } }`,
    { input },
  );
  expect(errors).toBeUndefined();
  return data.updateDeploymentStatus;
}

function componentCreated(component: string, version: number, id = randomUUID()) {
  return {
    id,
    subject: 'component.created',
    source: 'spark',
    occurredAt: new Date().toISOString(),
    payload: {
      componentId: `cmp_${component}`,
      versionId: `cmv_${component}${version}`,
      slug: component.toLowerCase(),
      name: component,
      number: version,
      files: [],
      entry: '',
    },
  };
}

async function registry(waypoint: RunningSubgraph): Promise<string[]> {
  const { data } = await waypoint.query<{ registryEntries: { edges: { node: { name: string; version: number } }[] } }>(
    '{ registryEntries(first: 100) { edges { node { name version component { id } componentVersion { id } } } } }',
  );
  return data.registryEntries.edges.map(({ node }) => `${node.name} ${node.version}`);
}

/** The tables behind WAYPOINT's back. */
function openTables(databaseUrl: string) {
  const db = new PrismaClient({ adapter: createPrismaAdapter(databaseUrl, 'waypoint') });
  return {
    db,
    /** Begins the work while a deployment's row is locked, and lets go once several of it wait for the row. */
    async whileLocked<Result>(id: string, begin: () => Promise<Result>[]): Promise<Result[]> {
      const work = await db.$transaction(
        async (tx) => {
          await tx.$queryRaw`SELECT 1 FROM "deployment" WHERE "id" = ${id} FOR UPDATE`;
          const begun = begin();
          await waitFor(async () => {
            const [row] = await db.$queryRaw<{ waiting: number }[]>`
            SELECT count(*)::int AS "waiting" FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
            return (row?.waiting ?? 0) >= 3;
          });
          return { begun };
        },
        { timeout: 10_000 },
      );
      return Promise.all(work.begun);
    },
    [Symbol.asyncDispose]: () => db.$disconnect(),
  };
}

describe('WAYPOINT', () => {
  let database: TestDatabase;
  let waypoint: RunningSubgraph;
  beforeAll(async () => {
    database = await createDatabase();
    waypoint = await startWaypoint(database.url);
  });
  afterAll(async () => {
    await waypoint[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
  });

  it('[SHAPE-1] prints the contract that the supergraph is composed of', async () => {
    expect(await waypoint.sdl()).toBe(await contractOf('waypoint'));
  });

  it('[WAY-1] has the three environments with their policies, and this release runs in development', async () => {
    const { data, errors } = await waypoint.query<{ environments: { edges: { node: unknown }[] } }>(
      '{ environments { totalCount edges { node { name title policy currentDeployment { service version status } } } } }',
    );
    expect(errors).toBeUndefined();
    expect(data.environments.edges.map(({ node }) => node)).toEqual([
      {
        name: 'DEVELOPMENT',
        title: 'Development',
        policy: 'AUTOMATIC',
        currentDeployment: { service: 'wissil', version: '1.0.0', status: 'SUCCEEDED' },
      },
      { name: 'STAGING', title: 'Staging', policy: 'APPROVAL', currentDeployment: null },
      { name: 'PRODUCTION', title: 'Production', policy: 'ADMIN_APPROVAL', currentDeployment: null },
    ]);
  });

  it('[WAY-3] carries a deployment from PENDING to SUCCEEDED, with an event for each step', async () => {
    const begun = waypoint.events.length;
    const pending = await record(waypoint, { environment: 'STAGING', service: 'shop', version: '2.0.0', project: 'prj_1', build: 'bld_1' });
    expect(pending).toMatchObject({
      __typename: 'Deployment',
      status: 'PENDING',
      finishedAt: null,
      environment: { name: 'STAGING' },
      project: { id: 'prj_1' },
      build: { id: 'bld_1' },
    });
    await update(waypoint, { id: pending.id, status: 'IN_PROGRESS', url: 'https://shop.example.org' });
    const done = await update(waypoint, { id: pending.id, status: 'SUCCEEDED', message: 'All checks passed.' });
    expect(done).toMatchObject({
      status: 'SUCCEEDED',
      message: 'All checks passed.',
      url: 'https://shop.example.org',
      finishedAt: expect.any(String),
    });
    const events = await waitFor(() => {
      const own = waypoint.events
        .slice(begun)
        .filter(({ subject, payload }) => (payload as { id: string }).id === pending.id && !subject.endsWith('.changed'));
      return own.length === 3 ? own : undefined;
    });
    expect(events.map(({ subject }) => subject)).toEqual([
      'deployment.staging.pending',
      'deployment.staging.in_progress',
      'deployment.staging.completed',
    ]);
    expect(events[2]?.payload).toMatchObject({
      environment: 'STAGING',
      project: 'prj_1',
      build: 'bld_1',
      version: '2.0.0',
      status: 'SUCCEEDED',
    });
    const { data } = await waypoint.query<{ environment: unknown }>('{ environment(name: STAGING) { currentDeployment { id } } }');
    expect(data.environment).toEqual({ currentDeployment: { id: pending.id } });
  });

  it('[WAY-3] refuses a step that may not follow, and says which may', async () => {
    const pending = await record(waypoint, { environment: 'PRODUCTION', service: 'shop', version: '2.0.0' });
    expect(await update(waypoint, { id: pending.id, status: 'SUCCEEDED' })).toEqual({
      __typename: 'ConflictError',
      code: 'CONFLICT',
      message: 'A deployment that is PENDING cannot become SUCCEEDED: IN_PROGRESS or FAILED may follow.',
    });
  });

  it('[WAY-3] of ten reports at the same time one wins, and one event is told', async () => {
    const { id } = await record(waypoint, { environment: 'PRODUCTION', service: 'race', version: '1.0.0' });
    await update(waypoint, { id, status: 'IN_PROGRESS' });
    await using tables = openTables(database.url);
    const results = await tables.whileLocked(id, () =>
      Array.from({ length: 10 }, (_, index) => update(waypoint, { id, status: index % 2 ? 'SUCCEEDED' : 'FAILED' })),
    );
    expect(results.filter(({ __typename }) => __typename === 'Deployment')).toHaveLength(1);
    expect(results.filter(({ __typename }) => __typename === 'ConflictError')).toHaveLength(9);
    const last = await record(waypoint, { environment: 'PRODUCTION', service: 'after', version: '1.0.0' });
    await waitFor(() => waypoint.events.some(({ payload }) => (payload as { id: string }).id === last.id));
    expect(waypoint.events.filter(({ payload }) => (payload as { id: string }).id === id)).toHaveLength(3);
  });

  it('[WAY-4] names everything that is wrong with an input at once', async () => {
    const refused = await record(waypoint, { environment: 'STAGING', version: 'one two', url: 'ftp://example.org', project: 'a\u0000b' });
    expect(refused.__typename).toBe('InvalidInputError');
    expect(refused.fields?.map(({ path }) => path)).toEqual(['project', 'version', 'url']);
    expect((await record(waypoint, { environment: 'STAGING', version: '1.0.0' })).fields?.map(({ path }) => path)).toEqual(['service']);
    expect(await update(waypoint, { id: 'dep_none', status: 'FAILED' })).toEqual({
      __typename: 'NotFoundError',
      code: 'NOT_FOUND',
      message: 'There is no deployment dep_none.',
    });
  });

  it('[WAY-4] pages through deployments, newest first, by environment, status and project', async () => {
    for (const version of ['1', '2', '3', '4', '5']) await record(waypoint, { environment: 'STAGING', project: 'prj_page', version });
    const seen: string[] = [];
    for (let after: string | null = null; ;) {
      const {
        data,
      }: {
        data: {
          deployments: {
            totalCount: number;
            pageInfo: { hasNextPage: boolean; endCursor: string };
            edges: { node: { version: string } }[];
          };
        };
      } = await waypoint.query(
        `query ($after: String) { deployments(first: 2, after: $after, filter: { project: "prj_page", environment: STAGING, status: PENDING }) {
          totalCount pageInfo { hasNextPage endCursor } edges { node { version } } } }`,
        { after },
      );
      expect(data.deployments.totalCount).toBe(5);
      seen.push(...data.deployments.edges.map(({ node }) => node.version));
      if (!data.deployments.pageInfo.hasNextPage) break;
      after = data.deployments.pageInfo.endCursor;
    }
    expect(seen).toEqual(['5', '4', '3', '2', '1']);
    const { data } = await waypoint.query<{ deployments: { pageInfo: unknown; edges: { node: unknown }[] } }>(
      '{ deployments(last: 2, filter: { project: "prj_page" }) { pageInfo { hasPreviousPage hasNextPage } edges { node { version } } } }',
    );
    expect(data.deployments).toEqual({
      pageInfo: { hasPreviousPage: true, hasNextPage: false },
      edges: [{ node: { version: '2' } }, { node: { version: '1' } }],
    });
    const tooMany = await waypoint.query('{ deployments(first: 201) { totalCount } }');
    expect(tooMany.errors?.[0]).toMatchObject({
      message: 'first: A page holds 0 to 200 rows, not 201.',
      extensions: { code: 'INVALID_INPUT' },
    });
  });

  it('[WAY-6] keeps the registry from component.created: each event once, the newest version shown, in whatever order they come', async () => {
    const first = componentCreated('Button', 1);
    await waypoint.bus.publish([
      componentCreated('Button', 3),
      first,
      componentCreated('Card', 1),
      componentCreated('Button', 2),
      componentCreated('Button', 1),
    ]);
    await waypoint.bus.publish([first]);
    await waypoint.bus.publish([componentCreated('Last', 1)]);
    await waitFor(async () => (await registry(waypoint)).includes('Last 1'));
    expect((await registry(waypoint)).sort()).toEqual(['Button 3', 'Card 1', 'Last 1']);
    await using tables = openTables(database.url);
    const kept = await tables.db.registryEntry.findMany({ where: { name: 'Button' }, orderBy: { version: 'asc' } });
    expect(kept.map(({ version, newest }) => [version, newest])).toEqual([
      [1, false],
      [2, false],
      [3, true],
    ]);
    const { data } = await waypoint.query<{ _entities: unknown[] }>(
      'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Component { registryEntry { version componentVersion { id } } } } }',
      {
        r: [
          { __typename: 'Component', id: 'cmp_Button' },
          { __typename: 'Component', id: 'cmp_none' },
        ],
      },
    );
    expect(data._entities).toEqual([{ registryEntry: { version: 3, componentVersion: { id: 'cmv_Button3' } } }, { registryEntry: null }]);
  });

  it('[FLOW-3] an event that is not as agreed is skipped, and the next one is handled', async () => {
    await waypoint.bus.publish([{ ...componentCreated('Broken', 1), payload: { name: 'Broken' } }, componentCreated('Next', 1)]);
    await waitFor(async () => (await registry(waypoint)).includes('Next 1'));
    expect(await registry(waypoint)).not.toContain('Broken 1');
  });

  it('[SHAPE-1] three environments with their deployments cost as many statements as one', async () => {
    const count = async (document: string) =>
      (await statementCounter.count(async () => expect((await waypoint.query(document)).errors).toBeUndefined())).statements.length;
    const fields =
      'currentDeployment { version environment { name } } deployments(first: 5) { totalCount edges { node { version environment { name } } } }';
    const one = await count(`{ environments(first: 1) { edges { node { ${fields} } } } }`);
    expect(await count(`{ environments(first: 3) { edges { node { ${fields} } } } }`)).toBe(one);
    expect(one).toBe(3);
  });

  it('[SHAPE-1] one entity of each type and fifty cost the same number of statements', async () => {
    const count = async (size: number) => {
      const r = Array.from({ length: size }, (_, index) => [
        { __typename: 'Project', id: `prj_${index}` },
        { __typename: 'Build', id: `bld_${index}` },
        { __typename: 'Component', id: `cmp_${index}` },
        { __typename: 'Deployment', id: `dep_${index}` },
        { __typename: 'Environment', id: `env_${index}` },
        { __typename: 'RegistryEntry', id: `reg_${index}` },
        { __typename: 'Pipeline', id: `pip_${index}` },
        { __typename: 'PipelineRun', id: `run_${index}` },
        { __typename: 'Release', id: `rel_${index}` },
        { __typename: 'Approval', id: `apr_${index}` },
      ]).flat();
      const { result, statements } = await statementCounter.count(() =>
        waypoint.query(
          `query ($r: [_Any!]!) { _entities(representations: $r) { __typename
            ... on Project { deployments(first: 3) { totalCount } releases(first: 3) { totalCount } pipeline { runs(first: 3) { totalCount } }
              environments { currentDeployment { id } latestDeployment { id } } }
            ... on Build { deployments(first: 3) { totalCount } }
            ... on Component { registryEntry { version } } } }`,
          { r },
        ),
      );
      expect(result.errors).toBeUndefined();
      return statements.length;
    };
    const one = await count(1);
    expect(await count(50)).toBe(one);
    expect(one).toBe(14);
  });

  it('[WAY-1] instances that start together record their release once, and a new release once more', async () => {
    await using fresh = await createDatabase();
    await using first = await startWaypoint(fresh.url, { version: '1.0.0' });
    const others = await Promise.all([startWaypoint(fresh.url, { version: '1.1.0' }), startWaypoint(fresh.url, { version: '1.1.0' })]);
    const { data } = await first.query<{ deployments: { edges: { node: { version: string } }[] } }>(
      '{ deployments { edges { node { version } } } }',
    );
    expect(data.deployments.edges.map(({ node }) => node.version)).toEqual(['1.1.0', '1.0.0']);
    await Promise.all(others.map((other) => other[Symbol.asyncDispose]()));
  });

  it('[LAND-4] answers with PostgreSQL, the registry and Kubernetes; what is not configured says so', async () => {
    const { status, dependencies } = await waypoint.server.health();
    expect([status, ...dependencies.map(({ name, status: own }) => [name, own])]).toEqual([
      'up',
      ['PostgreSQL', 'up'],
      ['Registry', 'up'],
      ['Kubernetes', 'not-configured'],
    ]);
  });

  it('[LAND-4] asks the registry for /v2/ and the cluster for /healthz', async () => {
    const asked: string[] = [];
    const remote = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.end('ok');
    });
    await new Promise<void>((resolve) => remote.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(remote.address() as AddressInfo).port}`;
    await using folder = await temporaryFolder();
    const kubeconfig = join(folder.path, 'config');
    const document = {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'test',
      clusters: [{ name: 'test', cluster: { server: url } }],
      users: [{ name: 'test', user: {} }],
      contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
    };
    await writeFile(kubeconfig, JSON.stringify(document));
    await using fresh = await createDatabase();
    await using configured = await startWaypoint(fresh.url, { env: { REGISTRY_URL: url, KUBECONFIG: kubeconfig } });
    await waitFor(async () => (await configured.server.health()).status === 'up');
    expect(asked).toContain('GET /v2/');
    expect(asked).toContain('GET /healthz');
    remote.close();
    remote.closeAllConnections();
    const { dependencies } = await waitFor(async () => {
      const report = await configured.server.health();
      return report.dependencies.slice(1).every(({ status }) => status === 'down') ? report : undefined;
    });
    expect(dependencies.slice(1).map(({ lastError }) => lastError)).toEqual([
      expect.stringContaining('ECONNREFUSED'),
      expect.stringContaining('ECONNREFUSED'),
    ]);
  });
});
