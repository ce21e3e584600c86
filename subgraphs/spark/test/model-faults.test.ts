import { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import type { ComponentSources } from '../src/component/component-source.ts';
import { openAICompatible } from '../src/model/openai-compatible.ts';
import { makeComponent } from './scene.ts';
import { completion, failsWith, type ModelAnswer, type RunningModel, says, startModel } from './start-model.ts';

const KEY = 'sk-very-secret-1';
const FILES: ComponentSources = { source: 'export const A = 1;', tests: 'export {};', stories: 'export {};' };
const GOOD = says(JSON.stringify(FILES));

let model: RunningModel | undefined;
afterEach(() => model?.[Symbol.asyncDispose]());

async function write(answers: readonly ModelAnswer[], { seconds = 20, signal = new AbortController().signal } = {}) {
  model = await startModel(answers);
  const { analysis, files: draft } = await makeComponent('A card');
  return openAICompatible({ url: model.url, model: 'local-1', apiKey: KEY, seconds }).write(
    { prompt: 'A card', name: 'A', analysis, draft, variables: [] },
    signal,
  );
}

const faultOf = async (...args: Parameters<typeof write>): Promise<string> =>
  write(...args).then(
    () => 'no fault',
    (error: unknown) => (error as Error).message,
  );

const hangs: ModelAnswer = () => undefined;
const resetMidBody: ModelAnswer = (request, response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '5000' });
  response.write(completion(request['model'], JSON.stringify(FILES)).slice(0, 40), () => response.destroy());
};

describe('[SPARK-2] [FLOW-2] a model that fails for a moment is asked again', () => {
  it('after errors of the server, at most three times, with a pause that grows', async () => {
    expect(await write([failsWith(500), failsWith(503), GOOD])).toEqual(FILES);
    const [first = 0, second = 0, third = 0] = model?.at ?? [];
    expect(model?.at).toHaveLength(3);
    expect(second - first).toBeGreaterThan(400);
    expect(third - second).toBeGreaterThan(second - first);
    expect(third - first).toBeLessThan(5_000);
  });

  it('when it says so, after the pause that it asks for', async () => {
    expect(await write([failsWith(429, '', { 'retry-after': '1' }), GOOD])).toEqual(FILES);
    const [first = 0, second = 0] = model?.at ?? [];
    expect(second - first).toBeGreaterThan(950);
  });

  it('after a connection that was cut in the middle of its answer', async () => {
    expect(await write([resetMidBody, GOOD])).toEqual(FILES);
  });

  it('with what was wrong, where its answer is not the three files', async () => {
    expect(await write([says('Sure! {"source": ""}'), GOOD])).toEqual(FILES);
    expect(JSON.stringify(model?.asked[1]?.['messages'])).toMatch(/That cannot be used: its answer is not the three files: “source”: /);
  });
});

describe('[SPARK-2] [FLOW-2] a model that does not deliver is given up in bounds, with a sentence that says why', () => {
  const endless: ModelAnswer = (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    Readable.from(
      (function* () {
        for (;;) yield Buffer.alloc(64 * 1024, 'x');
      })(),
    ).pipe(response);
  };
  it.each<[string, readonly ModelAnswer[], RegExp, number]>([
    ['is broken', [failsWith(500, '{"error":{"message":"out of memory"}}')], /^it answered with HTTP 500 “out of memory”, 3 times$/, 3],
    ['asks for an hour', [failsWith(429, '', { 'retry-after': '3600' })], /^it answered with HTTP 429, and asks to wait 3600 s$/, 1],
    [
      'asks for a day in words',
      [failsWith(429, '', { 'retry-after': new Date(Date.now() + 86_400_000).toUTCString() })],
      /asks to wait/,
      1,
    ],
    ['knows no such model', [failsWith(404, '{"error":"no such model"}')], /^it answered with HTTP 404 “no such model”$/, 1],
    ['is cut off each time', [resetMidBody], /^it could not be reached: .+, 3 times$/, 3],
    ['sends us elsewhere', [failsWith(307, '', { location: 'http://127.0.0.1:1/v1' })], /^it answered with HTTP 307$/, 1],
    [
      'is a page',
      [(_request, response) => void response.end('<!doctype html><title>Hello</title>')],
      /^its answer is not a chat completion$/,
      1,
    ],
    ['answers something else', [(_request, response) => void response.end('{"choices": 3}')], /^its answer is not a chat completion$/, 1],
    ['never ends', [endless], /^its answer is larger than 4 MiB$/, 1],
    ['writes no JSON', [says('I cannot do that.')], /^its answer is not JSON, also when it was asked again$/, 2],
    ['writes a list', [says('{"files": []}')], /^its answer is not the three files: “source”: .*, also when it was asked again$/, 2],
    ['writes files of 300 KiB', [says(JSON.stringify({ ...FILES, tests: 'x'.repeat(300 * 1024) }))], /“tests”: This file is larger/, 2],
    ['writes NUL', [says(JSON.stringify({ ...FILES, source: 'a\0b' }))], /“source”: This file holds a NUL character/, 2],
    ['is cut off by its own limit', [says('{"source": "expo', 'length')], /is longer than it may be, and was cut off/, 2],
  ])('that %s', async (_what, answers, expected, questions) => {
    expect(await faultOf(answers)).toMatch(expected);
    expect(model?.asked).toHaveLength(questions);
  });

  it('that hangs, after the seconds that it has', async () => {
    const begun = performance.now();
    expect(await faultOf([hangs], { seconds: 1 })).toBe('it did not answer within 1 s');
    expect(performance.now() - begun).toBeLessThan(5_000);
  });

  it('that hangs between attempts: the pause counts too', async () => {
    expect(await faultOf([failsWith(429, '', { 'retry-after': '15' })], { seconds: 1 })).toBe('it did not answer within 1 s');
  });

  it('at once, when whoever asked ends', async () => {
    const ending = new AbortController();
    const fault = faultOf([(_request, _response) => ending.abort(new Error('the server ends'))], { signal: ending.signal });
    expect(await fault).toBe('the server ends');
  });
});

describe('[SPARK-2] [AUTH-4] the key of a model', () => {
  it.each([400, 401, 500])('is not in what is said of an answer of HTTP %s that repeats it', async (status) => {
    const fault = await faultOf([
      failsWith(status, JSON.stringify({ error: { message: `Wrong key ${KEY}\u001b[31m\n${'x'.repeat(2_000)}` } })),
    ]);
    expect(fault).not.toContain(KEY);
    expect(fault).toContain('Wrong key [key]');
    expect(fault).not.toMatch(/\p{Cc}/u);
    expect(fault.length).toBeLessThan(300);
    expect(model?.asked[0]?.['authorization']).toBe(`Bearer ${KEY}`);
  });
});
