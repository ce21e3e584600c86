import { statementCounter } from '@wissil/platform/database';
import { createDatabase, type RunningSubgraph, testCaller, type TestDatabase, waitFor } from '@wissil/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Slate, startSlate } from './scene.ts';
import { startSpark } from './start-spark.ts';

const ADA = { ...testCaller('ENGINEER'), subject: 'usr_ada', name: 'Ada' };
const BOB = { ...testCaller('ADMIN'), subject: 'usr_bob', name: 'Bob' };

interface Listed {
  totalCount: number;
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
  edges: { node: { id: string; prompt: string; status: string; author: string; analysis: { alternatives: object[] } | null } }[];
}

describe('[SPARK-5] [SHAPE-1] the list of generations', () => {
  let database: TestDatabase;
  let slate: Slate;
  let spark: RunningSubgraph;

  beforeAll(async () => {
    [database, slate] = await Promise.all([createDatabase(), startSlate()]);
    spark = await startSpark(database.url, { internal: { slate: slate.url }, events: 'generation.>' });
    for (const [prompt, caller] of [
      ['zebra one', ADA],
      ['zebra two', BOB],
      ['zebra three', ADA],
      ['zebra four', ADA],
    ] as const)
      await spark.query('mutation ($prompt: String!) { generateComponent(input: { prompt: $prompt }) { __typename } }', { prompt }, caller);
    await waitFor(async () => (await list()).edges.every(({ node }) => node.status === 'UNMATCHED'), { timeout: 20_000 });
  });
  afterAll(async () => {
    await spark?.[Symbol.asyncDispose]();
    await slate?.[Symbol.asyncDispose]();
    await database?.[Symbol.asyncDispose]();
  });

  async function list(args: Record<string, unknown> = {}, caller = ADA): Promise<Listed> {
    const { data, errors } = await spark.query<{ generations: Listed }>(
      `query ($first: Int, $after: String, $filter: GenerationFilter) { generations(first: $first, after: $after, filter: $filter) {
        totalCount pageInfo { hasNextPage endCursor }
        edges { node { id prompt status author createdAt tokens { cssVariable } component { slug } analysis { alternatives { pattern { key } } } } } } }`,
      args,
      caller,
    );
    expect(errors).toBeUndefined();
    return data.generations;
  }
  const prompts = ({ edges }: Listed) => edges.map(({ node }) => node.prompt);

  it('has everybody’s, newest first, and those of one person', async () => {
    expect(prompts(await list())).toEqual(['zebra four', 'zebra three', 'zebra two', 'zebra one']);
    const own = await list({ filter: { author: 'usr_ada' } }, BOB);
    expect([own.totalCount, ...prompts(own)]).toEqual([3, 'zebra four', 'zebra three', 'zebra one']);
    expect(await list({ filter: { author: "usr_nobody' OR 1=1 --" } })).toMatchObject({ totalCount: 0, edges: [] });
  });

  it('goes on after a cursor within what was asked for', async () => {
    const filter = { author: 'usr_ada' };
    const first = await list({ first: 2, filter });
    expect([prompts(first), first.pageInfo.hasNextPage]).toEqual([['zebra four', 'zebra three'], true]);
    const second = await list({ first: 2, filter, after: first.pageInfo.endCursor });
    expect([prompts(second), second.pageInfo.hasNextPage]).toEqual([['zebra one'], false]);
  });

  it('costs as many statements for one as for all', async () => {
    const countOf = async (first: number) =>
      (await statementCounter.count(() => list({ first, filter: { author: 'usr_ada' } }))).statements.length;
    await countOf(1);
    expect([await countOf(1), await countOf(3)]).toEqual([2, 2]);
  });

  it('[AUTH-2] is not a designer’s to see, like one generation', async () => {
    const { errors } = await spark.query('{ generations(first: 1) { totalCount } }', {}, testCaller('DESIGNER'));
    expect(errors?.[0]?.extensions?.['code']).toBe('FORBIDDEN');
  });

  it('is live: what anybody begins and what gets further is told', async () => {
    const told = () => spark.events.filter(({ subject }) => /^generation\.gen_\w+\.changed$/.test(subject)).length;
    const before = told();
    await spark.query('mutation { generateComponent(input: { prompt: "zebra five" }) { __typename } }', {}, BOB);
    await waitFor(() => told() >= before + 3);
    expect(await spark.sdl()).toMatch(/generationsChanged: Generation @eventSource\(subject: "generation\.\*\.changed"\)/);
  });
});
