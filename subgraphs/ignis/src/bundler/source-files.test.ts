import { describe, expect, it } from 'vitest';
import { checkSources, MOST_BYTES, MOST_FILES } from './source-files.ts';

function problemsOf(entry: string, files: { path: string; content: string }[]) {
  return checkSources({ entry, files }).problems;
}

describe('the files of a build', () => {
  it('[IGNIS-3] have normalised paths', () => {
    const { entry, files, problems } = checkSources({ entry: './src//a.ts', files: [{ path: 'src/./a.ts', content: '' }] });
    expect([entry, files, problems]).toEqual(['src/a.ts', [{ path: 'src/a.ts', content: '' }], []]);
  });

  it.each(['/etc/passwd', '../a.ts', 'src/../../a.ts', 'C:/a.ts', 'a\\b.ts', 'a\u0000.ts', '', '.', `${'x'.repeat(400)}.ts`])(
    '[IGNIS-3] are refused at %j',
    (path) => {
      expect(
        problemsOf('a.ts', [
          { path: 'a.ts', content: '' },
          { path, content: '' },
        ]).map((problem) => problem.path),
      ).toEqual(['files.1.path']);
    },
  );

  it('[IGNIS-3] are refused where two have one path, one is not text, or the entry is missing', () => {
    expect(
      problemsOf('a.ts', [
        { path: 'a.ts', content: '' },
        { path: './a.ts', content: '' },
      ]),
    ).toEqual([{ path: 'files.1.path', message: 'There is a file a.ts already.' }]);
    expect(problemsOf('a.ts', [{ path: 'a.ts', content: 'a\0b' }])).toEqual([{ path: 'files.0.content', message: 'This is not text.' }]);
    expect(problemsOf('a.ts', [{ path: 'a.ts', content: '\ud800' }])).toEqual([{ path: 'files.0.content', message: 'This is not text.' }]);
    expect(problemsOf('b.ts', [{ path: 'a.ts', content: '' }])).toEqual([
      { path: 'entry', message: 'There is no file b.ts among the files.' },
    ]);
    expect(problemsOf('a.ts', []).map(({ path }) => path)).toEqual(['files']);
  });

  it('[IGNIS-3] are bounded in number and size', () => {
    const many = Array.from({ length: MOST_FILES + 1 }, (_, index) => ({ path: `${index}.ts`, content: '' }));
    expect(problemsOf('0.ts', many)).toEqual([{ path: 'files', message: 'A build has at most 200 files, not 201.' }]);
    expect(problemsOf('0.ts', many.slice(1, 1).concat({ path: '0.ts', content: 'x'.repeat(MOST_BYTES) }))).toEqual([]);
    expect(problemsOf('0.ts', [{ path: '0.ts', content: 'ä'.repeat(MOST_BYTES / 2 + 1) }]).map(({ path }) => path)).toEqual(['files']);
  });
});
