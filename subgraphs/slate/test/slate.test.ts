import { statementCounter } from '@wissil/platform/database';
import { contractOf, createDatabase, type RunningSubgraph, sharedRedis, type TestDatabase, waitFor } from '@wissil/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSlate } from './start-slate.ts';

interface TokenData {
  id: string;
  path: string;
  value: unknown;
  resolvedValue: unknown;
  cssVariable: string;
  cssValue: string;
  version: number;
}

const TOKEN = 'id path value resolvedValue cssVariable cssValue version';
const UPDATE = `mutation ($input: UpdateTokenInput!) {
  updateToken(input: $input) {
    __typename
    ... on Token { ${TOKEN} description set { version } aliasedBy(first: 200) { edges { node { path cssValue } } } }
    ... on Error { code message }
    ... on InvalidInputError { fields { path message } }
  }
}`;

const RED = { colorSpace: 'srgb', components: [1, 0, 0], alpha: 1, hex: '#ff0000' };

async function token(slate: RunningSubgraph, path: string): Promise<TokenData> {
  const { data, errors } = await slate.query<{ token: TokenData }>(`query ($path: String!) { token(path: $path) { ${TOKEN} } }`, { path });
  expect(errors).toBeUndefined();
  return data.token;
}

interface UpdateData {
  __typename: string;
  code?: string;
  message?: string;
  version?: number;
  cssValue?: string;
  fields?: { path: string; message: string }[];
  set?: { version: number };
  aliasedBy?: { edges: { node: { path: string; cssValue: string } }[] };
}

async function update(slate: RunningSubgraph, input: Record<string, unknown>): Promise<UpdateData> {
  const { data, errors } = await slate.query<{ updateToken: UpdateData }>(UPDATE, { input });
  expect(errors).toBeUndefined();
  return data.updateToken;
}

describe('SLATE', () => {
  let database: TestDatabase;
  let slate: RunningSubgraph;
  beforeAll(async () => {
    database = await createDatabase();
    slate = await startSlate(database.url);
  });
  afterAll(async () => {
    await slate[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
  });

  it('[SHAPE-1] prints the contract that the supergraph is composed of', async () => {
    expect(await slate.sdl()).toBe(await contractOf('slate'));
  });

  it('[SLATE-1] has every kind of token, each with a value that CSS can use, and each alias followed', async () => {
    const { data } = await slate.query<{
      tokenSet: { tokenCount: number; groups: { edges: { node: { path: string; tokenCount: number } }[] } };
    }>('{ tokenSet(slug: "luminera") { tokenCount groups(first: 200) { edges { node { path tokenCount } } } } }');
    const counts = Object.fromEntries(data.tokenSet.groups.edges.map(({ node }) => [node.path, node.tokenCount]));
    expect(data.tokenSet.tokenCount).toBeGreaterThan(200);
    for (const palette of ['landing', 'slate', 'ignition', 'spark', 'ignis', 'waypoint']) expect(counts[`color.${palette}`]).toBe(11);
    expect(counts).toMatchObject({ 'font.size': 13, text: 13, space: 30, radius: 7, shadow: 7, duration: 5, easing: 5 });
    expect(await token(slate, 'space.96')).toMatchObject({ cssVariable: '--space-96', cssValue: '384px' });
    expect(await token(slate, 'text.9xl')).toMatchObject({
      value: { fontSize: '{font.size.9xl}' },
      resolvedValue: { fontSize: { value: 8, unit: 'rem' } },
      cssValue: expect.stringMatching(/^700 8rem\/1\.1 'Inter Tight', 'Inter', /) as string,
    });
    expect((await token(slate, 'color.text.link')).cssValue).toBe((await token(slate, 'color.landing.600')).cssValue);
  });

  it('[SLATE-1] finds tokens by group, type and text, in pages', async () => {
    const { data } = await slate.query<{
      tokens: { totalCount: number; edges: { cursor: string; node: { path: string } }[]; pageInfo: { hasNextPage: boolean } };
    }>(
      '{ tokens(first: 2, filter: { group: "color", type: COLOR, search: "STATUS" }) { totalCount edges { cursor node { path } } pageInfo { hasNextPage } } }',
    );
    expect(data.tokens.totalCount).toBe(8);
    expect(data.tokens.edges.map(({ node }) => node.path)).toEqual(['color.status.up', 'color.status.degraded']);
    expect(data.tokens.pageInfo.hasNextPage).toBe(true);
  });

  it('[SHAPE-1] entities come from memory: 1 and 50 references cost no SQL at all, nor do nested lists', async () => {
    const { data } = await slate.query<{ tokens: { edges: { node: { id: string } }[] } }>(
      '{ tokens(first: 50) { edges { node { id } } } }',
    );
    const references = data.tokens.edges.map(({ node }) => ({ __typename: 'Token', id: node.id }));
    const entities = (count: number) =>
      statementCounter.count(() =>
        slate.query<{ _entities: { path: string }[] }>(
          'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Token { path group { tokens(first: 3) { edges { node { aliasedBy(first: 2) { totalCount } } } } } } } }',
          { r: references.slice(0, count) },
        ),
      );
    const one = await entities(1);
    const fifty = await entities(50);
    expect(fifty.result.data._entities).toHaveLength(50);
    expect([one.statements, fifty.statements]).toEqual([[], []]);
  });

  it('[SHAPE-1] an entity that does not exist is null, and a component gets the tokens that it reads', async () => {
    const { data } = await slate.query<{ _entities: unknown[] }>(
      'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Token { path } ... on Component { id tokens { path } } } }',
      {
        r: [
          { __typename: 'Token', id: 'tok_none' },
          { __typename: 'Component', id: 'cmp_1', cssVariables: ['--space-4', '--not-a-token', '--font-line-height-tight'] },
        ],
      },
    );
    expect(data._entities).toEqual([null, { id: 'cmp_1', tokens: [{ path: 'space.4' }, { path: 'font.lineHeight.tight' }] }]);
  });

  it('[FLOW-3] a new value reaches the token, every token that follows it, and one event that names them all', async () => {
    const before = await token(slate, 'color.landing.600');
    const link = await token(slate, 'color.text.link');
    const result = await update(slate, { id: before.id, value: RED, expectedVersion: before.version });
    expect(result).toMatchObject({ __typename: 'Token', cssValue: '#ff0000', version: before.version + 1 });
    expect(result.aliasedBy?.edges).toContainEqual({ node: { path: 'color.text.link', cssValue: '#ff0000' } });
    expect((await token(slate, 'color.text.link')).cssValue).toBe('#ff0000');
    const event = await waitFor(() => slate.events.find(({ payload }) => (payload as { version: number }).version === result.set?.version));
    const changed = { from: before.cssValue, to: '#ff0000' };
    expect(event.payload).toMatchObject({ set: 'luminera' });
    expect((event.payload as { changed: unknown[] }).changed[0]).toEqual({
      id: before.id,
      path: before.path,
      cssVariable: before.cssVariable,
      ...changed,
    });
    expect((event.payload as { changed: unknown[] }).changed).toContainEqual({
      id: link.id,
      path: link.path,
      cssVariable: link.cssVariable,
      ...changed,
    });
  });

  it('[SLATE-3] the same value again changes nothing and publishes nothing', async () => {
    const before = await token(slate, 'space.4');
    const events = slate.events.length;
    expect(await update(slate, { id: before.id, value: before.value })).toMatchObject({ __typename: 'Token', version: before.version });
    // A following change's event arrives after whatever the first would have caused.
    const other = await update(slate, { id: before.id, value: { value: 1.5, unit: 'rem' } });
    await waitFor(() => slate.events.find(({ payload }) => (payload as { version: number }).version === other.set?.version));
    expect(slate.events).toHaveLength(events + 1);
  });

  it.each([
    { what: 'another shape', path: 'space.6', value: '16px', at: 'value', message: /object \{ value, unit \}/ },
    { what: 'a wrong unit', path: 'space.6', value: { value: 1, unit: 'em' }, at: 'value.unit', message: /px or rem/ },
    {
      what: 'a component out of range',
      path: 'color.spark.500',
      value: { colorSpace: 'oklch', components: [1.2, 0.1, 20] },
      at: 'value.components.0',
      message: /from 0 to 1/,
    },
    { what: 'an alias to nothing', path: 'color.spark.500', value: '{color.nowhere}', at: 'value', message: /no token \{color\.nowhere\}/ },
    { what: 'an alias to another type', path: 'color.spark.500', value: '{space.4}', at: 'value', message: /type dimension, but color/ },
    {
      what: 'a part of another type',
      path: 'transition.colors',
      value: { duration: '{space.4}', delay: '{duration.fast}', timingFunction: '{easing.linear}' },
      at: 'value.duration',
      message: /duration is needed/,
    },
    {
      what: 'an alias to itself',
      path: 'color.spark.500',
      value: '{color.spark.500}',
      at: 'value',
      message: /color\.spark\.500 → color\.spark\.500/,
    },
    {
      what: 'a circle',
      path: 'color.slate.600',
      value: '{color.text.muted}',
      at: 'value',
      message: /color\.slate\.600 → color\.text\.muted → color\.slate\.600/,
    },
  ])('[SLATE-3] refuses $what and says where', async ({ path, value, at, message }) => {
    const { id, version } = await token(slate, path);
    const result = await update(slate, { id, value });
    expect(result.__typename).toBe('InvalidInputError');
    expect(result.fields).toEqual([{ path: at, message: expect.stringMatching(message) as string }]);
    expect((await token(slate, path)).version).toBe(version);
  });

  it('[SLATE-3] of ten people who read the same version one wins, the others are told', async () => {
    const { id, version } = await token(slate, 'radius.md');
    const results = await Promise.all(
      Array.from({ length: 10 }, (_, index) => update(slate, { id, value: { value: 10 + index, unit: 'px' }, expectedVersion: version })),
    );
    expect(results.map(({ __typename }) => __typename).sort()).toEqual([...Array.from({ length: 9 }, () => 'ConflictError'), 'Token']);
    expect((await token(slate, 'radius.md')).version).toBe(version + 1);
    expect(await update(slate, { id: 'tok_none', value: 1 })).toMatchObject({ __typename: 'NotFoundError', code: 'NOT_FOUND' });
  });

  it('[FLOW-1] twenty writers at once lose nothing: versions count up by one each, and a reading after a write sees it', async () => {
    const { id, version } = await token(slate, 'space.10');
    await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const result = await update(slate, { id, value: { value: 100 + index, unit: 'px' } });
        expect(result.__typename).toBe('Token');
        expect((await token(slate, 'space.10')).version).toBeGreaterThanOrEqual(result.version as number);
      }),
    );
    expect((await token(slate, 'space.10')).version).toBe(version + 20);
  });

  it('[AUTH-2] shows its tokens by REST to whoever may see them, and to nobody else', async () => {
    const statusFor = async (headers: Record<string, string>) => (await fetch(`${slate.url}/api/tokens/colors`, { headers })).status;
    expect(
      await Promise.all([
        statusFor({}),
        statusFor({ authorization: 'Bearer nobody' }),
        statusFor(slate.bearer('AGENT')),
        statusFor(slate.bearer('DESIGNER')),
      ]),
    ).toEqual([401, 401, 403, 200]);
  });

  it('[SLATE-5] serves each group as DTCG JSON with a validator, and names the groups where there is no such one', async () => {
    const get = (path: string, headers: Record<string, string> = {}) =>
      fetch(slate.url + path, { headers: { ...slate.bearer('DESIGNER'), ...headers } });
    const index = (await (await get('/api/tokens')).json()) as {
      groups: { name: string; tokenCount: number; href: string }[];
    };
    expect(index.groups.map(({ name }) => name)).toEqual(['colors', 'typography', 'spacing', 'radii', 'shadows', 'effects', 'animation']);
    for (const { href, tokenCount } of index.groups) {
      const document = await (await get(href)).json();
      expect(tokensIn(document)).toBe(tokenCount);
    }
    const first = await get('/api/tokens/colors');
    const etag = first.headers.get('etag') as string;
    expect(etag).toMatch(/^"[\w-]+"$/);
    expect((await get('/api/tokens/colors', { 'if-none-match': `"x", W/${etag}` })).status).toBe(304);
    await update(slate, { id: (await token(slate, 'color.ignis.950')).id, value: RED });
    const changed = await get('/api/tokens/colors', { 'if-none-match': etag });
    expect(changed.status).toBe(200);
    expect(await changed.json()).toMatchObject({ color: { ignis: { '950': { $type: 'color', $value: RED } } } });
    const missing = await get('/api/tokens/sounds');
    expect(missing.status).toBe(404);
    expect(await missing.text()).toContain('colors, typography, spacing');
  });

  it('[LAND-4] its health names PostgreSQL and Redis', async () => {
    const report = (await (await fetch(`${slate.url}/api/health`)).json()) as { status: string; dependencies: unknown[] };
    expect(report).toMatchObject({ service: 'slate', status: 'up' });
    expect(report.dependencies).toMatchObject([
      { name: 'PostgreSQL', status: 'up' },
      { name: 'Redis', status: 'not-configured', latencyMs: null },
    ]);
  });
});

describe('two replicas of SLATE with one Redis', () => {
  it('[FLOW-1] read from the cache without SQL, and each sees what the other wrote at once', async () => {
    await using database = await createDatabase();
    const redis = await sharedRedis();
    const cache = { redis: { url: redis.url, keyPrefix: `${redis.prefix}:` } };
    await using one = await startSlate(database.url, cache);
    await using other = await startSlate(database.url, cache);
    const before = await token(one, 'space.4');
    const cached = await statementCounter.count(() => token(one, 'space.4'));
    expect(cached.statements).toEqual([]);
    const filled = await statementCounter.count(() => token(other, 'space.4'));
    expect(filled.statements).toEqual([]);

    await update(one, { id: before.id, value: { value: 20, unit: 'px' } });
    expect((await token(other, 'space.4')).cssValue).toBe('20px');
    await update(other, { id: before.id, value: { value: 24, unit: 'px' } });
    expect((await token(one, 'space.4')).cssValue).toBe('24px');
    const report = (await (await fetch(`${one.url}/api/health`)).json()) as { dependencies: unknown[] };
    expect(report.dependencies).toMatchObject([{ name: 'PostgreSQL' }, { name: 'Redis', status: 'up' }]);
  });

  it('[SLATE-1] a second start keeps what people changed', async () => {
    await using database = await createDatabase();
    {
      await using first = await startSlate(database.url);
      await update(first, { id: (await token(first, 'space.4')).id, value: { value: 17, unit: 'px' } });
    }
    await using second = await startSlate(database.url);
    expect(await token(second, 'space.4')).toMatchObject({ cssValue: '17px', version: 2 });
  });
});

function tokensIn(node: unknown): number {
  if (typeof node !== 'object' || node === null) return 0;
  return '$value' in node ? 1 : Object.values(node).reduce((count: number, child) => count + tokensIn(child), 0);
}
