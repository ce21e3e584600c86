import { expect, test } from 'vitest';
import { highlight } from './highlight.ts';

const CODE = `// one\nconst a = <Button tone="x" style={{ color: 'var(--color-slate-500)' }} />;\n\nexport const n = 12;`;

test('[SPARK-3] colouring keeps every character and every line', () => {
  const lines = highlight(CODE).map((pieces) => pieces.map(({ text }) => text).join(''));
  expect(lines.join('\n')).toBe(CODE);
});

test('[SPARK-3] keywords, tags, strings, comments and worn tokens are told apart', () => {
  const found = new Map(highlight(CODE).flatMap((pieces) => pieces.map(({ kind, text }) => [text, kind] as const)));
  expect(found.get('// one')).toBe('comment');
  expect(found.get('const')).toBe('keyword');
  expect(found.get('<Button')).toBe('tag');
  expect(found.get('"x"')).toBe('string');
  expect(found.get('var(--color-slate-500)')).toBe('token');
  expect(found.get('12')).toBe('number');
});
