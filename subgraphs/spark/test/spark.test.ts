import { statementCounter } from '@wissil/platform/database';
import { startHttpService } from '@wissil/platform/http';
import { createLogger } from '@wissil/platform/logging';
import { contractOf, createDatabase, type RunningSubgraph, startPostgres, type TestDatabase, waitFor } from '@wissil/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSpark } from './start-spark.ts';

const SAVE = `mutation ($input: SaveComponentInput!) {
  saveComponent(input: $input) {
    __typename
    ... on Component { id slug name cssVariables latestVersion { id number source } versions { totalCount edges { node { number } } } }
    ... on Error { code message }
    ... on InvalidInputError { fields { path message } }
  }
}`;

interface Saved {
  __typename: string;
  id: string;
  slug: string;
  message?: string;
  cssVariables: string[];
  latestVersion: { id: string; number: number; source: string };
  versions: { totalCount: number; edges: { node: { number: number } }[] };
}

function input(name: string, extra: Record<string, unknown> = {}) {
  const source = `export const ${name} = () => <b style={{ color: 'var(--color-text-primary)', gap: 'var(--space-${name.length})' }} />;`;
  return { name, description: `The ${name}.`, source, tests: 'export {};', stories: 'export default {};', ...extra };
}

describe('SPARK', () => {
  let database: TestDatabase;
  let spark: RunningSubgraph;
  beforeAll(async () => {
    database = await createDatabase();
    spark = await startSpark(database.url);
  });
  afterAll(async () => {
    await spark?.[Symbol.asyncDispose]();
    await database?.[Symbol.asyncDispose]();
  });

  async function save(values: Record<string, unknown>): Promise<Saved> {
    const { data, errors } = await spark.query<{ saveComponent: Saved }>(SAVE, { input: values });
    expect(errors).toBeUndefined();
    return data.saveComponent;
  }

  it('[SHAPE-1] prints the contract that the supergraph is composed of', async () => {
    expect(await spark.sdl()).toBe(await contractOf('spark'));
  });

  it('[SPARK-6] starts with the components of Luminera, each with its event', async () => {
    const { data } = await spark.query<{
      components: { totalCount: number; edges: { node: { name: string; description: string; latestVersion: { tests: string } } }[] };
    }>('{ components(first: 50) { totalCount edges { node { name description latestVersion { tests } } } } }');
    expect(data.components.edges.map(({ node }) => node.name).sort()).toEqual([
      'Avatar',
      'Badge',
      'Button',
      'Card',
      'Dialog',
      'Tabs',
      'TextField',
      'Toast',
    ]);
    expect(data.components.totalCount).toBe(8);
    await waitFor(() => spark.events.length >= 8);
    const button = spark.events.map(({ payload }) => payload as Record<string, unknown>).find(({ name }) => name === 'Button');
    expect(button).toMatchObject({ slug: 'button', number: 1, entry: 'Button.tsx', componentId: expect.stringMatching(/^cmp_/) as string });
    expect((button?.['files'] as { path: string }[]).map(({ path }) => path)).toEqual([
      'Button.tsx',
      'Button.test.tsx',
      'Button.stories.tsx',
    ]);
  });

  it('[FLOW-3] a save makes the next version, and one event for it', async () => {
    const first = await save(input('Gauge', { expectedVersion: 0 }));
    expect(first).toMatchObject({
      __typename: 'Component',
      slug: 'gauge',
      cssVariables: ['--color-text-primary', '--space-5'],
      latestVersion: { number: 1 },
    });
    const second = await save(input('Gauge', { source: 'export function Gauge() { return null; }', expectedVersion: 1 }));
    expect(second).toMatchObject({ id: first.id, cssVariables: [], latestVersion: { number: 2 }, versions: { totalCount: 2 } });
    expect(second.versions.edges.map(({ node }) => node.number)).toEqual([2, 1]);
    const events = await waitFor(() => {
      const found = spark.events.filter(({ payload }) => (payload as { componentId: string }).componentId === first.id);
      return found.length >= 2 ? found : undefined;
    });
    expect(events.map(({ payload }) => (payload as { versionId: string }).versionId)).toEqual([
      first.latestVersion.id,
      second.latestVersion.id,
    ]);
  });

  it('[SPARK-6] refuses a version that has moved on, and a name too close to another', async () => {
    await save(input('MeterBar'));
    expect(await save(input('MeterBar', { expectedVersion: 0 }))).toMatchObject({
      __typename: 'ConflictError',
      message: expect.stringContaining('is at version 1') as string,
    });
    expect(await save(input('Fresh', { expectedVersion: 3 }))).toMatchObject({
      __typename: 'ConflictError',
      message: expect.stringContaining('does not exist') as string,
    });
    expect((await spark.query<{ component: unknown }>('{ component(slug: "fresh") { id } }')).data.component).toBeNull();
    await save(input('URLBar'));
    expect(await save(input('UrlBar'))).toMatchObject({
      __typename: 'ConflictError',
      message: expect.stringContaining('too close to URLBar') as string,
    });
  });

  it('[SPARK-6] savers at the same time each get a number of their own, without gaps', async () => {
    const saved = await Promise.all(Array.from({ length: 12 }, () => save(input('Racer'))));
    expect(new Set(saved.map(({ id }) => id)).size).toBe(1);
    const { data } = await spark.query<{ component: { versions: { edges: { node: { number: number } }[] } } }>(
      '{ component(slug: "racer") { versions { edges { node { number } } } } }',
    );
    expect(data.component.versions.edges.map(({ node }) => node.number)).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
    const guarded = await Promise.all(Array.from({ length: 5 }, () => save(input('Racer', { expectedVersion: 12 }))));
    expect(guarded.filter(({ __typename }) => __typename === 'Component')).toHaveLength(1);
  });

  it('[SHAPE-1] entities and nested lists cost the same SQL for 1 and for 50, tokens with their users too', async () => {
    await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        save(input(`Part${index}`, { source: `export const Part${index} = () => 'var(--parts-${index % 2})';` })),
      ),
    );
    const { data } = await spark.query<{ components: { edges: { node: { id: string } }[] } }>(
      '{ components(first: 50, filter: { search: "part" }) { edges { node { id } } } }',
    );
    const components = data.components.edges.map(({ node }) => ({ __typename: 'Component', id: node.id }));
    const tokens = Array.from({ length: 50 }, (_, index) => ({ __typename: 'Token', id: `tok_${index}`, cssVariable: `--parts-${index}` }));
    const cost = async (representations: unknown[]) => {
      const { result, statements } = await statementCounter.count(() =>
        spark.query<{ _entities: unknown[] }>(
          `query ($r: [_Any!]!) { _entities(representations: $r) {
            ... on Component { name latestVersion { number component { slug } } versions(first: 3) { totalCount edges { node { number } } } }
            ... on Token { usedBy(first: 2) { totalCount edges { node { name latestVersion { number } } } } } } }`,
          { r: representations },
        ),
      );
      expect(result.errors).toBeUndefined();
      return { entities: result.data._entities, statements: statements.length };
    };
    expect((await cost(components)).statements).toBe((await cost(components.slice(0, 1))).statements);
    const users = await cost(tokens);
    expect(users.statements).toBe((await cost(tokens.slice(0, 1))).statements);
    expect(users.entities[1]).toMatchObject({ usedBy: { totalCount: 25, edges: [{}, {}] } });
    expect((await cost([{ __typename: 'Component', id: 'cmp_none' }])).entities).toEqual([null]);
  });

  it('[SPARK-6] POST /api/components/save does the same, and says in the same words what is wrong', async () => {
    const post = (body: string, type = 'application/json', sender: Record<string, string> = spark.bearer('AGENT')) =>
      fetch(`${spark.url}/api/components/save`, { method: 'POST', body, headers: { 'content-type': type, ...sender } });
    const refused = [await post('{}', 'application/json', {}), await post('{}', 'application/json', spark.bearer('DESIGNER'))];
    expect(refused.map(({ status }) => status)).toEqual([401, 403]);
    const created = await post(JSON.stringify(input('Knob')));
    expect(created.status).toBe(201);
    expect(await created.json()).toMatchObject({ component: { slug: 'knob', version: 1 } });
    expect((await post(JSON.stringify(input('Knob')))).status).toBe(200);
    expect((await post(JSON.stringify(input('Knob', { expectedVersion: 1 })))).status).toBe(409);
    const broken = await post(JSON.stringify(input('Knob', { source: 'export {' })));
    expect(broken.status).toBe(400);
    expect(await broken.json()).toMatchObject({ errors: [{ extensions: { code: 'INVALID_INPUT', fields: [{ path: 'source' }] } }] });
    expect((await post('{')).status).toBe(400);
    expect((await post('[]')).status).toBe(400);
    expect((await post('{}', 'text/plain')).status).toBe(400);
    expect((await post(`"${'x'.repeat(1_048_577)}"`)).status).toBe(413);
    expect((await fetch(`${spark.url}/api/components/save`)).status).toBe(405);
  });

  it('[LAND-4] its health names SLATE, IGNIS and PostgreSQL, each as it is', async () => {
    await using other = await createDatabase();
    const slate = await startHttpService({
      host: '127.0.0.1',
      port: 0,
      logger: createLogger({ level: 'silent', name: 'slate' }),
      handler: (request, response) => void response.writeHead(request.url === '/api/health' ? 200 : 404).end('{}'),
    });
    try {
      await using second = await startSpark(other.url, { internal: { slate: slate.url } });
      const report = (await (await fetch(`${second.url}/api/health`)).json()) as unknown;
      expect(report).toMatchObject({
        service: 'spark',
        status: 'degraded',
        dependencies: [
          { name: 'SLATE', status: 'up', lastError: null },
          { name: 'IGNIS', status: 'down', lastError: expect.stringContaining('127.0.0.1:1') as string },
          { name: 'PostgreSQL', status: 'up' },
        ],
      });
    } finally {
      await slate.close(0);
    }
  });
});

it('[SPARK-6] a second start keeps what people saved, and saves nothing again', async () => {
  await using database = await createDatabase();
  {
    await using first = await startSpark(database.url);
    await first.query(SAVE, { input: input('Button') });
  }
  await using second = await startSpark(database.url);
  const { data } = await second.query<{ components: { totalCount: number }; component: { latestVersion: { number: number } } }>(
    '{ components { totalCount } component(slug: "button") { latestVersion { number } } }',
  );
  expect(data).toEqual({ components: { totalCount: 8 }, component: { latestVersion: { number: 2 } } });
});

it('[FLOW-2] a database that is away is said plainly, and the next question after its return is answered', async () => {
  await using server = await startPostgres();
  await using spark = await startSpark(server.url);
  await server.kill();
  const { data, errors } = await spark.query('{ components(first: 1) { totalCount } }');
  expect(data).toEqual({ components: null });
  expect(errors?.map(({ extensions }) => extensions['code'])).toEqual(['UNAVAILABLE']);
  await server.restart();
  await waitFor(async () => !(await spark.query('{ components(first: 1) { totalCount } }')).errors, { timeout: 15_000 });
});
