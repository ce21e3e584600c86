import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@wissil/testkit';
import { expect, it } from 'vitest';
import { optimiseCss } from './optimise-css.ts';

it('[IGNIS-3] keeps the classes that scripts compose, and is not held up by data of one long run of letters', async () => {
  await using folder = await temporaryFolder();
  const files = {
    'index.html': '<link rel="stylesheet" href="/main.css"><script src="/main.js"></script>',
    'main.js': `const data = '${'abc123'.repeat(50_000)}'; document.body.className = 'btn-' + size(data);`,
    'main.css': '.btn-large { color: red } .gone { color: blue }',
  };
  const paths = Object.keys(files).map((name) => join(folder.path, name));
  await Promise.all(Object.values(files).map((text, index) => writeFile(paths[index] ?? '', text)));
  const begun = performance.now();
  await optimiseCss(paths);
  expect(performance.now() - begun).toBeLessThan(10_000);
  const sheet = (await readdir(folder.path)).find((name) => name.endsWith('.css')) ?? '';
  expect(await readFile(join(folder.path, sheet), 'utf8')).toBe('.btn-large{color:red}');
});
