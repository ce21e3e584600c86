import { createDatabase, type RunningSubgraph, temporaryFolder, testCaller, type TestDatabase, waitFor } from '@wissil/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Slate, startSlate } from './scene.ts';
import { startSpark } from './start-spark.ts';

interface Made {
  id: string;
  status: string;
  result: Record<string, string>;
  report: { passed: boolean; verification: { status: string; reason: string; remedy: string }; checks: { name: string; status: string }[] };
}

describe('[SPARK-2] [SPARK-6] on a host without bubblewrap', () => {
  let database: TestDatabase;
  let slate: Slate;
  let opened: AsyncDisposableStack;
  const path = process.env['PATH'];

  beforeEach(async () => {
    opened = new AsyncDisposableStack();
    const empty = await temporaryFolder();
    opened.defer(() => empty.remove());
    [database, slate] = await Promise.all([createDatabase(), startSlate()]);
    // The sandbox of a process is looked for once: all tests of this file have none.
    process.env['PATH'] = empty.path;
  });
  afterEach(async () => {
    process.env['PATH'] = path;
    await opened.disposeAsync();
    await slate[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
  });

  const start = async () => opened.use(await startSpark(database.url, { internal: { slate: slate.url }, events: 'generation.>' }));

  async function make(spark: RunningSubgraph): Promise<Made> {
    const { data } = await spark.query<{ generateComponent: { id: string } }>(
      'mutation { generateComponent(input: { prompt: "A card" }) { ... on Generation { id } } }',
    );
    return waitFor(async () => {
      const { data: now } = await spark.query<{ generation: Made }>(
        `query ($id: ID!) { generation(id: $id) { id status result { name description source tests stories }
          report { passed verification { status reason remedy } checks { name status } } } }`,
        { id: data.generateComponent.id },
      );
      return ['SUCCEEDED', 'UNVERIFIED', 'FAILED'].includes(now.generation.status) ? now.generation : undefined;
    });
  }

  const save = async (spark: RunningSubgraph, input: Record<string, unknown>) =>
    (
      await spark.query<{ saveComponent: { __typename: string; slug?: string; fields?: { path: string; message: string }[] } }>(
        `mutation ($input: SaveComponentInput!) { saveComponent(input: $input) { __typename ... on Component { slug }
          ... on InvalidInputError { fields { path message } } } }`,
        { input },
      )
    ).data.saveComponent;

  it('a generation ends as unverified, with why and what to do, and its event says so', async () => {
    const spark = await start();
    const { status, report } = await make(spark);
    expect(status).toBe('UNVERIFIED');
    expect(report).toMatchObject({ passed: false, verification: { status: 'NOT_RUN' } });
    expect(report.checks.map((check) => `${check.name} ${check.status}`)).toEqual([
      ...['types SKIPPED', 'lint SKIPPED', 'tests SKIPPED', 'accessibility SKIPPED', 'tokens PASSED'],
    ]);
    expect(report.verification.reason).toMatch(/^Nobody has looked at types, lint, tests, accessibility\. .*Install it/);
    expect(report.verification.remedy).toContain('acceptUnverified: true');
    await waitFor(() => spark.events.some(({ payload }) => (payload as { status: string }).status === 'UNVERIFIED'));
  });

  it('it is saved only by who says that this is accepted', async () => {
    const spark = await start();
    const { id, result } = await make(spark);
    const input = { ...result, generation: id };
    for (const refused of [input, { ...input, acceptUnverified: false }, { ...input, acceptUnverified: null }])
      expect(await save(spark, refused)).toEqual({
        __typename: 'InvalidInputError',
        fields: [{ path: 'acceptUnverified', message: expect.stringContaining('no test of it has run') as string }],
      });
    const { data } = await spark.query<{ components: { totalCount: number } }>(
      '{ components(filter: { search: "generated-card" }) { totalCount } }',
    );
    expect(data.components.totalCount).toBe(0);
    expect(await save(spark, { ...input, acceptUnverified: true })).toEqual({ __typename: 'Component', slug: 'generated-card' });
  });

  it('code that is checked again is not run, and says so', async () => {
    const spark = await start();
    const { result } = await make(spark);
    const { description: _description, ...files } = result;
    const { data } = await spark.query<{ verifyComponent: Made['report'] }>(
      `mutation ($input: VerifyComponentInput!) { verifyComponent(input: $input) { ... on ComponentReport { passed verification { status } } } }`,
      { input: files },
      testCaller('ENGINEER'),
    );
    expect(data.verifyComponent).toEqual({ passed: false, verification: { status: 'NOT_RUN' } });
  });
});
