import { expect, it } from 'vitest';
import { foldersOf, treeOf } from './environment-tree-rows.ts';

it('[INT-5] files stand in their folders, folders first', () => {
  expect(treeOf(['b.ts', 'src/z.ts', 'src/ui/a.tsx', 'a.ts'])).toEqual([
    {
      kind: 'folder',
      path: 'src',
      name: 'src',
      children: [
        { kind: 'folder', path: 'src/ui', name: 'ui', children: [{ kind: 'file', path: 'src/ui/a.tsx', name: 'a.tsx' }] },
        { kind: 'file', path: 'src/z.ts', name: 'z.ts' },
      ],
    },
    { kind: 'file', path: 'a.ts', name: 'a.ts' },
    { kind: 'file', path: 'b.ts', name: 'b.ts' },
  ]);
  expect(foldersOf('src/ui/a.tsx')).toEqual(['src', 'src/ui']);
  expect(foldersOf('a.ts')).toEqual([]);
});
