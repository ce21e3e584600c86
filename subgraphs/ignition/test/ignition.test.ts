import { createPool, statementCounter } from '@wissil/platform/database';
import { startHttpService } from '@wissil/platform/http';
import { createLogger } from '@wissil/platform/logging';
import { contractOf, createDatabase, type RunningSubgraph, type TestDatabase } from '@wissil/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { create, startIgnition, startSlate, type SlateStandIn } from './start-ignition.ts';

describe('IGNITION', () => {
  let database: TestDatabase;
  let slate: SlateStandIn;
  let ignition: RunningSubgraph;
  beforeAll(async () => {
    [database, slate] = await Promise.all([createDatabase(), startSlate()]);
    ignition = await startIgnition(database.url, { slate: slate.url });
  });
  afterAll(async () => {
    await ignition?.[Symbol.asyncDispose]();
    await slate?.close(0);
    await database?.[Symbol.asyncDispose]();
  });

  it('[SHAPE-1] prints the contract that the supergraph is composed of', async () => {
    expect(await ignition.sdl()).toBe(await contractOf('ignition'));
  });

  it('[IGNI-1] shows the three templates with their questions, from the cache after the first reading', async () => {
    const read = () =>
      ignition.query<{
        templates: {
          totalCount: number;
          edges: { node: { name: string; inputs: { key: string; kind: string; options: { value: string }[] }[] } }[];
        };
      }>(
        '{ templates { totalCount edges { node { name version inputs { key kind step required defaultValue pattern options { value label } } } } } }',
      );
    const { data } = await read();
    expect(data.templates.edges.map(({ node }) => node.name)).toEqual(['Next.js Application', 'Component Library', 'API Service']);
    expect(data.templates.edges[0]?.node.inputs).toContainEqual(
      expect.objectContaining({ key: 'packageManager', kind: 'CHOICE', defaultValue: 'npm' }),
    );
    const again = await statementCounter.count(read);
    expect(again.statements).toEqual([]);
    expect(again.result.data).toEqual(data);
  });

  it('[SHAPE-1] entities and nested lists cost the same SQL for 1 and for 50', async () => {
    await create(ignition, 'Bulk');
    await copies(database.url, 49);
    const { data } = await ignition.query<{ projects: { totalCount: number; edges: { node: { id: string } }[] } }>(
      '{ projects(first: 50, filter: { search: "bulk", template: "api-service" }) { totalCount edges { node { id } } } }',
    );
    expect(data.projects.totalCount).toBe(50);
    const projects = data.projects.edges.map(({ node }) => ({ __typename: 'Project', id: node.id }));
    const cost = async (representations: unknown[]) => {
      const { result, statements } = await statementCounter.count(() =>
        ignition.query<{ _entities: unknown[] }>(
          `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Project { name headCommit repository { cloneUrl } createdBy { name }
            template { name projects(first: 2) { totalCount edges { node { slug kind repository { host } template { slug } } } } } } } }`,
          { r: representations },
        ),
      );
      expect(result.errors).toBeUndefined();
      expect(result.data._entities).toHaveLength(representations.length);
      return statements.length;
    };
    expect(await cost(projects)).toBe(await cost(projects.slice(0, 1)));
    expect(await cost(projects)).toBe(2);
    const creations = (first: number) =>
      statementCounter.count(() =>
        ignition.query(`{ projectCreations(first: ${first}) { edges { node { status steps { name } project { name } } } } }`),
      );
    const [many, one] = [await creations(50), await creations(1)];
    expect(many.result.errors).toBeUndefined();
    expect([many.statements.length, one.statements.length]).toEqual([2, 2]);
    const templates = await ignition.query<{ templates: { edges: { node: { projects: { totalCount: number } } }[] } }>(
      '{ templates { edges { node { projects(first: 1) { totalCount edges { node { createdAt templateVersion } } } } } } }',
    );
    expect(templates.errors).toBeUndefined();
    expect(templates.data.templates.edges[1]?.node.projects).toEqual({ totalCount: 0, edges: [] });
  });

  it('[LAND-4] its health names PostgreSQL, Git and GitHub, asked with the token where there is one', async () => {
    const healthOf = async (running: RunningSubgraph) => (await (await fetch(`${running.url}/api/health`)).json()) as unknown;
    expect(await healthOf(ignition)).toMatchObject({
      service: 'ignition',
      status: 'up',
      dependencies: [
        { name: 'PostgreSQL', status: 'up' },
        { name: 'Git', status: 'up' },
        { name: 'GitHub', status: 'not-configured' },
      ],
    });
    const github = await startHttpService({
      host: '127.0.0.1',
      port: 0,
      logger: createLogger({ level: 'silent', name: 'github' }),
      handler: ({ url, headers }, response) =>
        void response.writeHead(url === '/user' && headers.authorization === 'Bearer good' ? 200 : 401).end('{}'),
    });
    try {
      for (const [token, expected] of [
        ['good', { status: 'up', lastError: null }],
        ['bad', { status: 'down', lastError: expect.stringContaining('401') as string }],
      ] as const) {
        await using own = await createDatabase();
        await using running = await startIgnition(own.url, { env: { GITHUB_TOKEN: token, GITHUB_API_URL: github.url } });
        expect(await healthOf(running)).toMatchObject({ dependencies: [{}, {}, { name: 'GitHub', ...expected }] });
      }
    } finally {
      await github.close(0);
    }
  });
});

/** Of the one project that there is, and of its making. */
async function copies(databaseUrl: string, count: number): Promise<void> {
  const pool = createPool(databaseUrl, 'ignition');
  for (const [table, keys] of [
    ['projects', ['id', 'slug']],
    ['project_creations', ['id', 'project_id', 'idempotency_key']],
  ] as const) {
    const { rows } = await pool.query<Record<string, unknown>>(`SELECT * FROM ${table}`);
    const columns = Object.keys(rows[0] ?? {});
    const values = columns.map((column) => (keys.some((key) => key === column) ? `${column} || '-' || n` : column));
    await pool.query(`INSERT INTO ${table} (${columns.join()}) SELECT ${values.join()} FROM ${table}, generate_series(1, ${count}) n`);
  }
  await pool.end();
}
