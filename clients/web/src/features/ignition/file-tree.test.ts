import { expect, it } from 'vitest';
import { treeOf } from './file-tree.ts';

it('[IGNI-2] files are shown by their folders, folders first', () => {
  const tree = treeOf(['b.ts', 'src/z.ts', 'src/app/page.tsx', '.github/workflows/ci.yml', 'a.ts'].map((path) => ({ path })));
  expect(tree.folders.map(({ path }) => path)).toEqual(['.github', 'src']);
  expect(tree.files.map(({ name }) => name)).toEqual(['a.ts', 'b.ts']);
  const [github, src] = tree.folders;
  expect(github?.folders.map(({ path, files }) => [path, files.map(({ name }) => name)])).toEqual([['.github/workflows', ['ci.yml']]]);
  expect([src?.folders.map(({ name }) => name), src?.files.map(({ file }) => file.path)]).toEqual([['app'], ['src/z.ts']]);
});
