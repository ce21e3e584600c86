// [only tokenFormat.typescript]
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes src/tokens.ts from src/styles/slate.css, where it is not in step already. */
export function writeTokens(root: string): void {
  const file = join(root, 'src/tokens.ts');
  const content = tokensModule(readFileSync(join(root, 'src/styles/slate.css'), 'utf8'));
  if (content !== readIfThere(file)) writeFileSync(file, content);
}

/** The custom properties of a sheet as constants, by their names without the dashes. */
export function tokensModule(css: string): string {
  const values = new Map([...css.matchAll(/^\s*--([\w-]+)\s*:\s*(.*);\s*$/gm)].map(([, name, value]) => [name, value]));
  const lines = [...values].map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)},`);
  return [
    '/** The values of the tokens, written by scripts/write-tokens.ts from src/styles/slate.css: change them in SLATE. */',
    `export const tokens = {${lines.length === 0 ? '' : `\n${lines.join('\n')}\n`}} as const;`,
    '',
    'export type TokenName = keyof typeof tokens;',
    '',
  ].join('\n');
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

if (import.meta.main) writeTokens(join(import.meta.dirname, '..'));
