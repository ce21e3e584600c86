import { readSource, sourcePaths } from './source-files.ts';

const LONG = 300;

/** Source files past 300 lines, longest first: a question to their author, not a fault. */
export function reportLongFiles(): string[] {
  return sourcePaths()
    .filter((path) => /\.(tsx?|mjs|cjs|js|css)$/.test(path))
    .map((path) => ({ path, lines: readSource(path).trimEnd().split('\n').length }))
    .filter(({ lines }) => lines > LONG)
    .sort((left, right) => right.lines - left.lines)
    .map(({ path, lines }) => `${path} has ${lines} lines: more than one reason to change?`);
}
