import { createDatabase, type RunningSubgraph, type TestDatabase, testCaller, waitFor } from '@wissil/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSlate } from './start-slate.ts';

interface Change {
  path: string;
  edited: boolean;
  from: string;
  to: string;
  breaks: string[];
}

interface Release {
  id: string;
  number: number;
  kind: string;
  author: string;
  note: string | null;
  breaking: boolean;
  restores: { number: number } | null;
  changes: Change[];
}

const RELEASE = 'id number kind author note breaking restores { number } changes { path edited from to breaks }';
const UPDATE = `mutation ($input: UpdateTokenInput!) { updateToken(input: $input) {
  __typename ... on Token { cssValue } ... on Error { code message } } }`;
const ROLL_BACK = `mutation ($input: RollBackTokensInput!) { rollBackTokens(input: $input) {
  __typename ... on TokenRelease { ${RELEASE} } ... on Error { code message } } }`;

interface Answer {
  __typename: string;
  code?: string;
  message?: string;
}

describe('a set’s releases', () => {
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

  const ask = async <Data>(document: string, variables?: Record<string, unknown>, caller?: Parameters<typeof slate.query>[2]) => {
    const { data, errors } = await slate.query<Data>(document, variables, caller);
    expect(errors).toBeUndefined();
    return data;
  };
  const token = async (path: string) =>
    (
      await ask<{ token: { id: string; value: unknown; cssValue: string } }>(
        'query ($path: String!) { token(path: $path) { id value cssValue } }',
        { path },
      )
    ).token;
  const update = async (path: string, value: unknown, further: Record<string, unknown> = {}) =>
    (await ask<{ updateToken: Answer }>(UPDATE, { input: { id: (await token(path)).id, value, ...further } })).updateToken;
  const rollBack = async (input: Record<string, unknown>) =>
    (await ask<{ rollBackTokens: Answer & Release }>(ROLL_BACK, { input })).rollBackTokens;
  const previewRollBack = async (release: string) =>
    (
      await ask<{ previewTokenRollBack: { changes: Change[] } }>(
        'query ($release: ID!) { previewTokenRollBack(release: $release) { changes { path edited from to breaks } } }',
        { release },
      )
    ).previewTokenRollBack.changes;
  const releases = async () =>
    (
      await ask<{ tokenSet: { version: number; releases: { totalCount: number; edges: { node: Release }[] } } }>(
        `{ tokenSet(slug: "luminera") { version releases(first: 50) { totalCount edges { node { ${RELEASE} } } } } }`,
      )
    ).tokenSet;
  const newest = async () => ((await releases()).releases.edges[0] as { node: Release }).node;

  it('[SLATE-3] a new installation is a release of its own, also after a second start', async () => {
    await using again = await startSlate(database.url);
    expect(again.url).not.toBe(slate.url);
    const { version, releases: page } = await releases();
    expect(page.edges.map(({ node }) => node)).toMatchObject([
      { number: version, kind: 'INSTALLED', author: 'WISSIL', changes: [], breaking: false },
    ]);
  });

  it('[SLATE-3] an edit is a release: who, why, and what became of which token', async () => {
    const { value } = await token('color.landing.600');
    expect(await update('color.text.link', '{color.landing.800}', { note: 'Links were too light.' })).toMatchObject({
      __typename: 'Token',
    });
    const release = await newest();
    expect(release).toMatchObject({ kind: 'EDIT', author: 'ADMIN', note: 'Links were too light.', breaking: false, restores: null });
    expect(release.changes).toHaveLength(1);
    expect(release.changes[0]).toMatchObject({
      path: 'color.text.link',
      edited: true,
      to: (await token('color.landing.800')).cssValue,
      breaks: [],
    });
    expect(value).toBeDefined();
  });

  it('[SLATE-3] a palette’s change names every token that follows it', async () => {
    await update('color.landing.700', { colorSpace: 'srgb', components: [0.1, 0.1, 0.5] });
    const { changes } = await newest();
    expect(changes[0]).toMatchObject({ path: 'color.landing.700', edited: true });
    expect(changes.slice(1).map(({ path, edited }) => [path, edited])).toContainEqual(['color.action.primary-hover', false]);
  });

  it('[SLATE-3] a contrast that is lost is breaking: shown before, refused where it should be, kept with the release', async () => {
    const { id } = await token('color.text.primary');
    const input = { id, value: '{color.slate.200}' };
    const preview = await ask<{ previewTokenUpdate: { breaking: boolean; problems: unknown[]; changes: Change[] } }>(
      'query ($input: UpdateTokenInput!) { previewTokenUpdate(input: $input) { breaking problems { path } changes { path edited from to breaks } } }',
      { input },
    );
    expect(preview.previewTokenUpdate).toMatchObject({ breaking: true, problems: [] });
    expect(preview.previewTokenUpdate.changes[0]?.breaks.join(' ')).toMatch(
      /color\.text\.primary on color\.surface\.canvas falls from 1\d\.\d:1 to 1\.\d:1, below 4\.5:1\./,
    );
    const before = await releases();

    const refused = await update('color.text.primary', '{color.slate.200}', { refuseBreaking: true });
    expect(refused).toMatchObject({ __typename: 'ConflictError', message: expect.stringContaining('falls from') as string });
    expect(await releases()).toEqual(before);

    expect(await update('color.text.primary', '{color.slate.200}')).toMatchObject({ __typename: 'Token' });
    expect(await newest()).toMatchObject({ breaking: true, number: before.version + 1 });
  });

  it('[SLATE-3] a unit that changes is breaking, and a size that changes is not', async () => {
    await update('space.4', { value: 1, unit: 'rem' });
    expect(await newest()).toMatchObject({ breaking: true, changes: [{ path: 'space.4', breaks: ['Its unit changes from px to rem.'] }] });
    await update('space.8', { value: 33, unit: 'px' });
    expect(await newest()).toMatchObject({ breaking: false, changes: [{ path: 'space.8', breaks: [] }] });
  });

  it('[SLATE-3] a preview says what cannot be saved, and saves nothing', async () => {
    const { id } = await token('space.4');
    const before = await releases();
    const { previewTokenUpdate } = await ask<{ previewTokenUpdate: { problems: { path: string; message: string }[]; changes: Change[] } }>(
      'query ($input: UpdateTokenInput!) { previewTokenUpdate(input: $input) { problems { path message } changes { path edited from to breaks } } }',
      { input: { id, value: 'sixteen' } },
    );
    expect(previewTokenUpdate.problems).toHaveLength(1);
    expect(previewTokenUpdate.changes).toEqual([]);
    expect(await releases()).toEqual(before);
  });

  it('[SLATE-3] what is the present value already makes no release', async () => {
    const { value } = await token('space.12');
    const before = await releases();
    await update('space.12', value);
    expect(await releases()).toEqual(before);
  });

  it('[SLATE-3] going back gives every token its value of then, by a release of its own, and tells everybody', async () => {
    const { releases: page } = await releases();
    const installed = page.edges.at(-1)?.node as Release;
    slate.events.length = 0;
    const previewed = await previewRollBack(installed.id);
    expect(await releases()).toEqual({ version: page.edges[0]?.node.number, releases: page });
    const back = await rollBack({ release: installed.id, note: 'Too bold.' });
    expect(back).toMatchObject({ __typename: 'TokenRelease', kind: 'ROLLBACK', note: 'Too bold.', restores: { number: installed.number } });
    expect(previewed).toEqual(back.changes);
    expect(await previewRollBack(installed.id)).toEqual([]);
    expect(
      back.changes
        .filter(({ edited }) => edited)
        .map(({ path }) => path)
        .sort(),
    ).toEqual(['color.landing.700', 'color.text.link', 'color.text.primary', 'space.4', 'space.8']);
    expect(await token('space.4')).toMatchObject({ value: { value: 16, unit: 'px' }, cssValue: '16px' });
    const [event] = await waitFor(() => (slate.events.length > 0 ? slate.events : undefined));
    expect(event?.payload).toMatchObject({ id: back.id, release: back.id, set: 'luminera', version: back.number });
    expect(await rollBack({ release: installed.id })).toMatchObject({ __typename: 'ConflictError' });
  });

  it('[SLATE-3] going back from what somebody else has changed meanwhile, or to nowhere, is refused', async () => {
    const [first] = (await releases()).releases.edges.slice(1);
    expect(await rollBack({ release: first?.node.id, expectedVersion: 1 })).toMatchObject({ __typename: 'ConflictError' });
    expect(await rollBack({ release: 'rls_nothing' })).toMatchObject({ __typename: 'NotFoundError' });
    expect(await rollBack({ release: first?.node.id, note: 'x'.repeat(501) })).toMatchObject({ __typename: 'InvalidInputError' });
  });

  it('[AUTH-2] an agent may not go back, and an agent’s edit names who it worked for', async () => {
    const [first] = (await releases()).releases.edges.slice(1);
    const { data } = await slate.query<{ rollBackTokens: Answer }>(ROLL_BACK, { input: { release: first?.node.id } }, testCaller('AGENT'));
    expect(data.rollBackTokens).toMatchObject({ __typename: 'ForbiddenError', code: 'FORBIDDEN' });
  });

  it('[SLATE-4] who hears of a release reads its tokens as they are in it, also where the cache is still behind', async () => {
    const key = 'slate:tokens:versions';
    await token('space.20');
    const generation = await slate.cache.get(key);
    await update('space.20', { value: 81, unit: 'px' });
    // As a reader finds it between the writer's commit and its word to the cache.
    await slate.cache.set(key, generation as string, { ttlSeconds: 30 });
    expect((await token('space.20')).cssValue).toBe('80px');
    const { id } = await newest();
    const { _entities: entities } = await ask<{ _entities: { changes: { token: { cssValue: string } }[] }[] }>(
      'query ($r: [_Any!]!) { _entities(representations: $r) { ... on TokenRelease { changes { token { cssValue } } } } }',
      { r: [{ __typename: 'TokenRelease', id }] },
    );
    expect(entities).toEqual([{ changes: [{ token: { cssValue: '81px' } }] }]);
  });

  it('[SLATE-3] two edits at once are two releases, one after the other', async () => {
    const before = (await releases()).version;
    await Promise.all([
      update('space.1', { value: 5, unit: 'px' }),
      update('space.2', { value: 9, unit: 'px' }),
      update('space.3', { value: 13, unit: 'px' }),
    ]);
    const { releases: page } = await releases();
    expect(page.edges.slice(0, 3).map(({ node }) => node.number)).toEqual([before + 3, before + 2, before + 1]);
    expect(
      page.edges
        .slice(0, 3)
        .flatMap(({ node }) => node.changes.map(({ path }) => path))
        .sort(),
    ).toEqual(['space.1', 'space.2', 'space.3']);
  });
});
