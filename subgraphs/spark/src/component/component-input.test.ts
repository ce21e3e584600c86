import { InvalidInputError } from '@wissil/platform/errors';
import { describe, expect, it } from 'vitest';
import { parseSaveComponent, slugOf } from './component-input.ts';
import { cssVariablesIn } from './component-source.ts';

const valid = {
  name: 'TextField',
  description: 'A field.',
  source: 'export function TextField() { return <input />; }',
  tests: 'export {};',
  stories: 'export default {};',
};

async function problemsOf(input: unknown) {
  try {
    await parseSaveComponent(input);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    return error.fields;
  }
}

describe('parseSaveComponent', () => {
  it.each([
    ['TextField', 'text-field'],
    ['URLField', 'url-field'],
    ['Grid2Column', 'grid2-column'],
    ['A', 'a'],
  ])('[SPARK-6] %s has the address %s', (name, slug) => expect(slugOf(name)).toBe(slug));

  it('[SPARK-6] takes a function, a constant and a renamed export, and no type', async () => {
    expect(await problemsOf(valid)).toEqual([]);
    expect(await problemsOf({ ...valid, source: 'export const TextField = () => <input />;' })).toEqual([]);
    expect(await problemsOf({ ...valid, source: 'const Own = () => <input />; export { Own as TextField };' })).toEqual([]);
    const [problem] = await problemsOf({ ...valid, source: 'export type TextField = string; export const Other = 1;' });
    expect(problem).toEqual({ path: 'source', message: expect.stringMatching(/must export TextField.*It exports Other\.$/) as string });
  });

  it('[SPARK-6] says where the syntax is wrong, as editors count, in all three files at once', async () => {
    const problems = await problemsOf({
      ...valid,
      source: 'export function TextField() {\n  return "ä" + ;\n}',
      tests: 'it(',
      stories: 'const = 1;',
    });
    expect(problems).toEqual([
      { path: 'source', message: 'TextField.tsx:2:16: Unexpected ";".' },
      { path: 'tests', message: 'TextField.test.tsx:1:4: Unexpected end of file.' },
      { path: 'stories', message: 'TextField.stories.tsx:1:7: Expected identifier but found "=".' },
    ]);
  });

  it('[SPARK-6] names everything that is wrong with the values at once', async () => {
    const problems = await problemsOf({
      name: '../etc',
      description: ' ',
      source: 'x'.repeat(256 * 1024 + 1),
      tests: '',
      expectedVersion: -1,
    });
    expect(problems.map(({ path }) => path)).toEqual(['name', 'description', 'source', 'tests', 'stories', 'expectedVersion']);
    expect(await problemsOf(undefined)).toHaveLength(1);
    const full = `//${'"'.repeat(200 * 1024)}\n`;
    expect(await problemsOf({ ...valid, source: full + valid.source, tests: full })).toEqual([
      { path: 'source', message: expect.stringContaining('together are larger than 480 KiB') as string },
    ]);
  });

  it('[SPARK-6] survives hostile nesting', async () => {
    expect(await problemsOf({ ...valid, source: '<a>'.repeat(20_000) })).toHaveLength(1);
    expect(await problemsOf({ ...valid, source: `type A = ${'{a:'.repeat(20_000)}` })).toHaveLength(1);
  });

  it('[SLATE-6] finds each custom property that code reads once, sorted', () => {
    expect(cssVariablesIn('a: var(--b-2) var( --a, var(--c)) var(--b-2); --d: 1; myvar(--e)')).toEqual(['--a', '--b-2', '--c']);
  });
});
