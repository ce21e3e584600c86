import { statementCounter } from '@wissil/platform/database';
import { startHttpService } from '@wissil/platform/http';
import { createLogger } from '@wissil/platform/logging';
import { contractOf, createDatabase, type RunningSubgraph, type TestDatabase, waitFor } from '@wissil/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startIgnition } from './start-ignition.ts';

const CREATE = `mutation ($input: CreateProjectInput!) {
  createProject(input: $input) {
    __typename
    ... on Project { id slug name description templateVersion inputs template { slug } }
    ... on Error { code message }
    ... on InvalidInputError { fields { path message } }
  }
}`;

interface Created {
  __typename: string;
  id: string;
  slug: string;
  message?: string;
  inputs: Record<string, unknown>;
  fields?: { path: string; message: string }[];
}

describe('IGNITION', () => {
  let database: TestDatabase;
  let ignition: RunningSubgraph;
  beforeAll(async () => {
    database = await createDatabase();
    ignition = await startIgnition(database.url);
  });
  afterAll(async () => {
    await ignition?.[Symbol.asyncDispose]();
    await database?.[Symbol.asyncDispose]();
  });

  async function create(name: string, extra: Record<string, unknown> = {}): Promise<Created> {
    const { data, errors } = await ignition.query<{ createProject: Created }>(CREATE, {
      input: { name, template: 'api-service', inputs: {}, ...extra },
    });
    expect(errors).toBeUndefined();
    return data.createProject;
  }

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

  it('[FLOW-3] a project is registered with its answers and their defaults, and announced once', async () => {
    const created = await create('Aurora Shop', {
      template: 'nextjs-application',
      description: ' Sells light. ',
      inputs: { packageManager: 'pnpm', libraries: [] },
    });
    expect(created).toMatchObject({
      __typename: 'Project',
      slug: 'aurora-shop',
      description: 'Sells light.',
      template: { slug: 'nextjs-application' },
      inputs: { packageManager: 'pnpm', libraries: [], darkMode: true, tokenSet: 'luminera' },
    });
    const event = await waitFor(() => ignition.events.find(({ payload }) => (payload as { projectId: string }).projectId === created.id));
    expect(event.payload).toEqual({
      projectId: created.id,
      slug: 'aurora-shop',
      name: 'Aurora Shop',
      template: { slug: 'nextjs-application', version: '2.0.0' },
      inputs: created.inputs,
    });
  });

  it('[IGNI-4] of ten of one name at the same time exactly one is made, with one event; the others are told', async () => {
    const created = await Promise.all(Array.from({ length: 10 }, () => create('Twin Peaks')));
    expect(created.map(({ __typename }) => __typename).sort()).toEqual([...Array.from({ length: 9 }, () => 'ConflictError'), 'Project']);
    expect(created.find(({ __typename }) => __typename === 'ConflictError')?.message).toContain('twin-peaks');
    const after = await create('After The Twins');
    await waitFor(() => ignition.events.some(({ payload }) => (payload as { projectId: string }).projectId === after.id));
    expect(ignition.events.filter(({ payload }) => (payload as { slug: string }).slug === 'twin-peaks')).toHaveLength(1);
  });

  it('[IGNI-2] refuses what does not fit, all of it at once, and an unknown template by name', async () => {
    const refused = await create('../up', { description: 'a\u0007b', inputs: { replicas: '9', secret: 1 } });
    expect(refused.__typename).toBe('InvalidInputError');
    expect(refused.fields?.map(({ path }) => path)).toEqual(['name', 'description', 'inputs.secret', 'inputs.replicas']);
    expect(await create('Fine', { template: 'nothing' })).toMatchObject({
      __typename: 'NotFoundError',
      message: expect.stringContaining('api-service') as string,
    });
    expect((await ignition.query<{ project: unknown }>('{ project(slug: "fine") { id } }')).data.project).toBeNull();
  });

  it('[SHAPE-1] entities and nested lists cost the same SQL for 1 and for 50', async () => {
    for (let index = 0; index < 50; index += 10) await Promise.all(Array.from({ length: 10 }, (_, part) => create(`Bulk ${index + part}`)));
    const { data } = await ignition.query<{ projects: { totalCount: number; edges: { node: { id: string } }[] } }>(
      '{ projects(first: 50, filter: { search: "bulk", template: "api-service" }) { totalCount edges { node { id } } } }',
    );
    expect(data.projects.totalCount).toBe(50);
    const projects = data.projects.edges.map(({ node }) => ({ __typename: 'Project', id: node.id }));
    const cost = async (representations: unknown[]) => {
      const { result, statements } = await statementCounter.count(() =>
        ignition.query<{ _entities: unknown[] }>(
          `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Project { name template { name projects(first: 2) { totalCount edges { node { slug template { slug } } } } } } } }`,
          { r: representations },
        ),
      );
      expect(result.errors).toBeUndefined();
      expect(result.data._entities).toHaveLength(representations.length);
      return statements.length;
    };
    expect(await cost(projects)).toBe(await cost(projects.slice(0, 1)));
    expect(await cost(projects)).toBe(2);
    const templates = await ignition.query<{ templates: { edges: { node: { projects: { totalCount: number } } }[] } }>(
      '{ templates { edges { node { projects(first: 1) { totalCount edges { node { createdAt templateVersion } } } } } } }',
    );
    expect(templates.errors).toBeUndefined();
    expect(templates.data.templates.edges[1]?.node.projects).toEqual({ totalCount: 0, edges: [] });
  });

  it('[LAND-4] its health names PostgreSQL and GitHub, asked with the token where there is one', async () => {
    const healthOf = async (running: RunningSubgraph) => (await (await fetch(`${running.url}/api/health`)).json()) as unknown;
    expect(await healthOf(ignition)).toMatchObject({
      service: 'ignition',
      status: 'up',
      dependencies: [
        { name: 'PostgreSQL', status: 'up' },
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
        await using running = await startIgnition(own.url, { GITHUB_TOKEN: token, GITHUB_API_URL: github.url });
        expect(await healthOf(running)).toMatchObject({ dependencies: [{}, { name: 'GitHub', ...expected }] });
      }
    } finally {
      await github.close(0);
    }
  });
});
