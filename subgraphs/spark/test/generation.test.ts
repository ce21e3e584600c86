import { createDatabase, type RunningSubgraph, testCaller, type TestDatabase, waitFor } from '@wissil/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeComponent, type Slate, startSlate } from './scene.ts';
import { failsWith, type ModelAnswer, says, startModel } from './start-model.ts';
import { startSpark } from './start-spark.ts';

const LONG = { timeout: 60_000 };

let database: TestDatabase;
let slate: Slate;
let opened: AsyncDisposableStack;

beforeEach(async () => {
  [database, slate] = await Promise.all([createDatabase(), startSlate()]);
  opened = new AsyncDisposableStack();
});
afterEach(async () => {
  await opened.disposeAsync();
  await slate[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const start = async (env: Record<string, string> = {}) =>
  opened.use(await startSpark(database.url, { internal: { slate: slate.url }, events: 'generation.>', env }));

const FIELDS = `id status provider notes durationMs author analysis { keywords features pattern { score pattern { key } } alternatives { pattern { key } }
  experts { key weight contributions } } tokens { cssVariable cssValue } result { name description source tests stories } report { passed checks { name status details } }
  failure { message remedy } component { slug }`;

interface Shown {
  id: string;
  status: string;
  provider: string;
  notes: string[];
  durationMs: number | null;
  author: string;
  analysis: { keywords: string[]; pattern: { pattern: { key: string } } | null; alternatives: { pattern: { key: string } }[] } | null;
  tokens: { cssVariable: string; cssValue: string }[];
  result: { name: string; description: string; source: string; tests: string; stories: string } | null;
  report: { passed: boolean; checks: { name: string; status: string; details: string[] }[] } | null;
  failure: { message: string; remedy: string } | null;
  component: { slug: string } | null;
}

type Asked = { __typename: 'Generation'; id: string } | { __typename: string; code: string; fields?: { path: string; message: string }[] };

async function ask(spark: RunningSubgraph, input: Record<string, unknown>): Promise<Asked> {
  const { data, errors } = await spark.query<{ generateComponent: Asked }>(
    `mutation ($input: GenerateComponentInput!) { generateComponent(input: $input) { __typename ... on Generation { id } ... on Error { code } ... on InvalidInputError { fields { path message } } } }`,
    { input },
  );
  expect(errors).toBeUndefined();
  return data.generateComponent;
}

async function begin(spark: RunningSubgraph, prompt: string): Promise<string> {
  const asked = await ask(spark, { prompt });
  if (!('id' in asked)) throw new Error(JSON.stringify(asked));
  return asked.id;
}

async function shown(spark: RunningSubgraph, id: string): Promise<Shown> {
  const { data, errors } = await spark.query<{ generation: Shown }>(`query ($id: ID!) { generation(id: $id) { ${FIELDS} } }`, { id });
  expect(errors).toBeUndefined();
  return data.generation;
}

const ended = (spark: RunningSubgraph, id: string) =>
  waitFor(
    async () => {
      const generation = await shown(spark, id);
      return ['SUCCEEDED', 'UNVERIFIED', 'FAILED', 'UNMATCHED'].includes(generation.status) ? generation : undefined;
    },
    { timeout: 50_000, what: 'the generation to end' },
  );

describe('a generation', () => {
  it(
    '[SPARK-1] [SPARK-2] [SPARK-3] goes from a prompt to a component that is verified before it is shown, and tells each step',
    LONG,
    async () => {
      const spark = await start();
      const id = await begin(spark, 'Create a responsive card component');
      const generation = await ended(spark, id);
      expect(generation).toMatchObject({
        status: 'SUCCEEDED',
        provider: 'BUILT_IN',
        author: 'ADMIN',
        failure: null,
        analysis: { keywords: ['responsive', 'card'], pattern: { pattern: { key: 'card' } } },
        result: { name: 'ResponsiveCard' },
        report: { passed: true },
      });
      expect(generation.report?.checks.map(({ name, status }) => `${name} ${status}`)).toEqual([
        ...['types PASSED', 'lint PASSED', 'tests PASSED', 'accessibility PASSED', 'tokens PASSED'],
      ]);
      expect(generation.tokens).toContainEqual({ cssVariable: '--color-surface-raised', cssValue: expect.stringMatching(/\S/) as string });
      await waitFor(() => spark.events.length === 5);
      expect(spark.events.map(({ subject, payload }) => [subject, (payload as { status: string }).status])).toEqual(
        ['QUEUED', 'ANALYSING', 'GENERATING', 'VERIFYING', 'SUCCEEDED'].map((status) => [`generation.${id}.changed`, status]),
      );
    },
  );

  it('[SPARK-6] [WAY-6] is saved as a component, which it then names', LONG, async () => {
    const spark = await start();
    const id = await begin(spark, 'A compact button called “Launch it”');
    const { result } = await ended(spark, id);
    const { data } = await spark.query<{ saveComponent: { slug: string } }>(
      'mutation ($input: SaveComponentInput!) { saveComponent(input: $input) { ... on Component { slug } ... on Error { message } } }',
      { input: { ...result, generation: id, expectedVersion: 0 } },
    );
    expect(data.saveComponent).toEqual({ slug: 'launch-it' });
    expect((await shown(spark, id)).component).toEqual({ slug: 'launch-it' });
  });

  it('[SPARK-1] that nothing in the library fits says so, with the three nearest', LONG, async () => {
    const spark = await start();
    const generation = await ended(spark, await begin(spark, 'A quantum flux capacitor'));
    expect(generation).toMatchObject({ status: 'UNMATCHED', result: null, report: null, analysis: { pattern: null } });
    expect(generation.analysis?.alternatives).toHaveLength(3);
  });

  it.each<[string, Record<string, unknown>, string[]]>([
    ['no prompt', { prompt: '  ' }, ['prompt']],
    ['a prompt of 100 KB', { prompt: 'x'.repeat(100_000) }, ['prompt']],
    ['control characters', { prompt: 'a card\u0007' }, ['prompt']],
    ['a pattern that there is not', { prompt: 'a card', pattern: '../card' }, ['pattern']],
    ['a name that is none', { prompt: 'a card', name: 'x; drop' }, ['name']],
  ])('[SPARK-1] with %s is refused, and says why', async (_what, input, paths) => {
    const spark = await start();
    const asked = await ask(spark, input);
    expect(asked).toMatchObject({ __typename: 'InvalidInputError', code: 'INVALID_INPUT' });
    expect('fields' in asked && asked.fields?.map(({ path }) => path)).toEqual(paths);
  });

  it(
    '[FLOW-2] fails after three attempts while SLATE is away, and says what to do; with SLATE back the next one succeeds',
    LONG,
    async () => {
      slate.away = true;
      const spark = await start();
      const generation = await ended(spark, await begin(spark, 'A card'));
      expect(generation).toMatchObject({
        status: 'FAILED',
        failure: { message: expect.stringContaining('SLATE’s tokens cannot be read') as string },
      });
      slate.away = false;
      expect((await ended(spark, await begin(spark, 'A card'))).status).toBe('SUCCEEDED');
    },
  );

  it('[FLOW-2] whose process ends in the middle is finished by the next one', LONG, async () => {
    const first = await start();
    const id = await begin(first, 'A card');
    await waitFor(() => first.events.some(({ payload }) => (payload as { status: string }).status === 'VERIFYING'), { timeout: 20_000 });
    await first.stop();
    const second = await start();
    expect((await ended(second, id)).status).toBe('SUCCEEDED');
  });

  it('[SLATE-4] reads SLATE’s tokens again when they have changed', LONG, async () => {
    const spark = await start();
    await ended(spark, await begin(spark, 'A quantum flux capacitor'));
    await ended(spark, await begin(spark, 'A quantum flux capacitor'));
    expect(slate.reads).toBe(1);
    await spark.bus.publish([
      {
        id: '6f1f1f6e-0000-4000-8000-000000000001',
        subject: 'tokens.updated',
        source: 'slate',
        occurredAt: new Date().toISOString(),
        payload: {},
      },
    ]);
    await waitFor(
      async () => {
        await ended(spark, await begin(spark, 'A quantum flux capacitor'));
        return slate.reads > 1;
      },
      { timeout: 20_000, what: 'the tokens to be read again' },
    );
  });

  it('[AUTH-2] [AUTH-5] is not a designer’s to begin, and is an agent’s', async () => {
    const spark = await start();
    const asking = 'mutation { generateComponent(input: { prompt: "" }) { __typename } }';
    const type = async (role: 'DESIGNER' | 'AGENT') =>
      (await spark.query<{ generateComponent: { __typename: string } }>(asking, {}, testCaller(role))).data.generateComponent;
    expect(await type('DESIGNER')).toEqual({ __typename: 'ForbiddenError' });
    expect(await type('AGENT')).toEqual({ __typename: 'InvalidInputError' });
  });
});

describe('code that was edited', () => {
  it('[SPARK-5] is verified in the same way, and nothing is saved', LONG, async () => {
    const spark = await start();
    const { name, files } = await makeComponent('A card');
    const verify = async (source: string) =>
      (
        await spark.query<{ verifyComponent: Shown['report'] }>(
          `mutation ($input: VerifyComponentInput!) { verifyComponent(input: $input) { ... on ComponentReport { passed checks { name status details } } } }`,
          { input: { name, ...files, source } },
        )
      ).data.verifyComponent;
    expect(await verify(files.source)).toMatchObject({ passed: true });
    const broken = await verify(files.source.replace('{title}', '{titel}'));
    expect(broken?.passed).toBe(false);
    expect(broken?.checks[0]?.details.join()).toContain("Cannot find name 'titel'");
  });
});

describe('[SPARK-2] a language model in the experts’ seats', () => {
  const settings = (url: string) => ({ SPARK_MODEL_URL: url, SPARK_MODEL: 'local-1', SPARK_MODEL_API_KEY: 'key-1' });

  it('writes what is then verified, and mends what did not pass', LONG, async () => {
    const { files } = await makeComponent('A card');
    const good = { ...files, source: files.source.replace('/** Shows', '/** By a model: shows') };
    const bad = { ...good, source: good.source.replace('{title}', '{titel}') };
    const model = opened.use(await startModel([says('```json\n' + JSON.stringify(bad) + '\n```'), says(JSON.stringify(good))]));
    const spark = await start(settings(model.url));
    const generation = await ended(spark, await begin(spark, 'A card'));
    expect(generation).toMatchObject({ status: 'SUCCEEDED', provider: 'local-1', notes: [], report: { passed: true } });
    expect(generation.result?.source).toContain('By a model');
    expect(model.asked).toMatchObject([
      { path: '/v1/chat/completions', authorization: 'Bearer key-1', model: 'local-1' },
      { path: '/v1/chat/completions' },
    ]);
    expect(JSON.stringify(model.asked[1])).toContain("Cannot find name 'titel'");
  });

  it('that writes code which does more than render is refused, and nothing of it is shown', LONG, async () => {
    const { files } = await makeComponent('A card');
    const hostile = { ...files, source: files.source.replace('const titleId', "eval('globalThis.taken = 1');\n  const titleId") };
    const model = opened.use(await startModel([says(JSON.stringify(hostile))]));
    const spark = await start(settings(model.url));
    const generation = await ended(spark, await begin(spark, 'A card'));
    expect(model.asked).toHaveLength(2);
    expect(generation).toMatchObject({ status: 'SUCCEEDED', provider: 'BUILT_IN', result: { source: files.source } });
    expect(generation.notes.join()).toMatch(/^What local-1 wrote did not pass: lint: GeneratedCard\.tsx\(\d+,\d+\): .*eval/);
  });

  it.each<[string, ModelAnswer]>([
    ['answers garbage', says('I cannot do that.')],
    ['answers with an error', failsWith(400, '{"error":{"message":"key-1 knows no such model"}}')],
    ['is cut off', (_request, response) => void response.destroy()],
  ])('that %s leaves it to the built-in experts, and that is said', LONG, async (_what, answer) => {
    const model = opened.use(await startModel([answer]));
    const spark = await start(settings(model.url));
    const generation = await ended(spark, await begin(spark, 'A card'));
    expect(generation).toMatchObject({ status: 'SUCCEEDED', provider: 'BUILT_IN', report: { passed: true } });
    expect(generation.notes.join()).toMatch(/^local-1 did not deliver: .+\. The built-in experts wrote this instead\.$/);
    expect(JSON.stringify(generation)).not.toContain('key-1');
  });
});
