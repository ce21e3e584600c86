import { readdir, readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { cssVariablesIn } from '../src/component/component-source.ts';
import { readComponent } from './seed.ts';

const TOKENS = new URL('../../slate/prisma/tokens/', import.meta.url);

/** The custom properties of the tokens in a DTCG document. */
function variablesOf(node: object, path: readonly string[] = []): string[] {
  if ('$value' in node)
    return [
      `--${path
        .join('-')
        .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
        .toLowerCase()}`,
    ];
  return Object.entries(node).flatMap(([name, child]) => (typeof child === 'object' ? variablesOf(child as object, [...path, name]) : []));
}

it('[SLATE-6] every seeded component reads tokens of Luminera, and nothing that is not one', async () => {
  const documents = await Promise.all(
    (await readdir(TOKENS)).map(async (file) => JSON.parse(await readFile(new URL(file, TOKENS), 'utf8')) as object),
  );
  const tokens = new Set(documents.flatMap((document) => variablesOf(document)));
  const entries = await readdir(new URL('components/', import.meta.url), { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  expect(names.length).toBeGreaterThanOrEqual(8);
  for (const name of names) {
    const { source, description } = await readComponent(name);
    expect(description).toMatch(/\.$/);
    expect(cssVariablesIn(source).filter((variable) => !tokens.has(variable))).toEqual([]);
    expect(cssVariablesIn(source).length).toBeGreaterThan(5);
    expect(source).not.toMatch(/#[0-9a-f]{3,8}\b|\brgba?\(|\boklch\(/i);
  }
});
