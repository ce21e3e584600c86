import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTemplates } from '../../prisma/seed.ts';
import { WIZARD_STEPS } from '../template/template-input.ts';
import { checkAnswers } from './answer-check.ts';

const templates = await readTemplates();

describe('checkAnswers', () => {
  it.each(templates)('[IGNI-2] $name asks in all five steps, and its defaults are answers', ({ inputs }) => {
    expect(new Set(inputs.map(({ step }) => step))).toEqual(new Set(WIZARD_STEPS));
    expect(new Set(inputs.map(({ key }) => key)).size).toBe(inputs.length);
    for (const { kind, options } of inputs) expect(options.length > 0).toBe(kind === 'CHOICE' || kind === 'MULTI_CHOICE');
    const { answers, problems } = checkAnswers(inputs, {});
    expect(problems).toEqual([]);
    for (const { key, required } of inputs) if (required) expect(answers).toHaveProperty(key);
  });

  const [next] = templates;
  const inputs = next?.inputs ?? [];

  it('[IGNI-2] names everything that is wrong at once', () => {
    const { problems } = checkAnswers(inputs, {
      packageManager: 'bower',
      libraries: ['urql', 'urql'],
      darkMode: 'yes',
      packageScope: 'no-at',
      tokenSet: 7,
      healthPath: '/../x y',
      framework: 'vue',
      __proto__: null,
    });
    expect(problems.map(({ path }) => path).sort()).toEqual(
      ['darkMode', 'framework', 'healthPath', 'libraries', 'packageManager', 'packageScope', 'tokenSet'].map((key) => `inputs.${key}`),
    );
    expect(checkAnswers(inputs, JSON.parse('{"__proto__": 1, "constructor": 2}')).problems).toHaveLength(2);
    for (const other of [null, [], 'text', 3])
      expect(checkAnswers(inputs, other).problems).toEqual([expect.objectContaining({ path: 'inputs' })]);
  });

  it('[IGNI-2] a required answer cannot be taken away by an empty text; one that is not required can be left out', () => {
    const question = {
      key: 'a',
      label: 'A',
      description: null,
      kind: 'TEXT',
      step: 'BASICS',
      defaultValue: null,
      options: [],
      pattern: '[a-z]+',
    } as const;
    const ask = (required: boolean, given: unknown) => checkAnswers([{ ...question, options: [], required }], given);
    expect(ask(true, { a: ' ' }).problems).toEqual([{ path: 'inputs.a', message: 'An answer is needed here.' }]);
    expect(ask(false, { a: '' })).toEqual({ answers: {}, problems: [] });
    expect(ask(true, { a: ' abc ' })).toEqual({ answers: { a: 'abc' }, problems: [] });
    expect(ask(true, { a: 'abc\n1' }).problems).toHaveLength(1);
  });

  it('[IGNI-2] patterns see bounded texts only, and answer at once whatever is given', () => {
    const patterns = templates.flatMap((template) => template.inputs).filter(({ pattern }) => pattern !== null);
    const hostile = fc.oneof(
      fc.string({ maxLength: 400 }),
      fc
        .constantFrom('a', '-', '/a', 'a-', './', '@a')
        .chain((part) => fc.integer({ min: 1, max: 400 }).map((times) => `${part.repeat(times)}!`)),
    );
    fc.assert(
      fc.property(fc.constantFrom(...patterns), hostile, (question, text) => {
        const begun = performance.now();
        checkAnswers([question], { [question.key]: text });
        expect(performance.now() - begun).toBeLessThan(50);
      }),
      { numRuns: 1_000 },
    );
  });
});
