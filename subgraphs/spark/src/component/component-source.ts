import type { FieldProblem } from '@wissil/platform/errors';
import { build, type BuildFailure, type Location } from 'esbuild';

/** The three files of a component. */
export interface ComponentSources {
  source: string;
  tests: string;
  stories: string;
}

/** The files' names; the first is the entry. */
export function fileNames(name: string): Record<keyof ComponentSources, string> {
  return { source: `${name}.tsx`, tests: `${name}.test.tsx`, stories: `${name}.stories.tsx` };
}

/**
 * What keeps the files from being those of the component: syntax errors with line and column, and a source that does not export the name.
 * esbuild reads them in a process of its own, so that hostile nesting costs neither our stack nor our event loop.
 */
export async function checkSources(name: string, sources: ComponentSources): Promise<FieldProblem[]> {
  const files = fileNames(name);
  const parts = Object.keys(files) as (keyof ComponentSources)[];
  const read = await Promise.all(parts.map(async (part) => ({ part, ...(await readModule(files[part], sources[part])) })));
  const problems = read.flatMap(({ part, problem }) => (problem ? [{ path: part, message: problem }] : []));
  const exported = read.find(({ part }) => part === 'source')?.exported;
  if (exported && !exported.includes(name)) {
    const found = exported.length > 0 ? `It exports ${exported.slice(0, 10).join(', ')}.` : 'It exports nothing.';
    problems.push({ path: 'source', message: `${files.source} must export ${name}: \`export function ${name}(…)\`. ${found}` });
  }
  return problems;
}

/** The custom properties that the code reads with `var(--…)`, each once, sorted. */
export function cssVariablesIn(source: string): string[] {
  return [...new Set(Array.from(source.matchAll(/\bvar\(\s*(--[A-Za-z0-9_-]+)/g), ([, name]) => name as string))].sort();
}

async function readModule(file: string, contents: string): Promise<{ problem?: string; exported?: string[] }> {
  try {
    const { metafile } = await build({
      stdin: { contents, loader: 'tsx', sourcefile: file },
      bundle: false,
      write: false,
      metafile: true,
      format: 'esm',
      jsx: 'automatic',
      tsconfigRaw: '{}',
      logLevel: 'silent',
      logLimit: 1,
    });
    return { exported: Object.values(metafile.outputs).flatMap((output) => output.exports) };
  } catch (error) {
    const [first] = (error as Partial<BuildFailure>).errors ?? [];
    if (!first) throw error;
    return { problem: `${file}${position(first.location)}: ${first.text}.` };
  }
}

/** Line and column as editors count them, from 1; esbuild counts columns in bytes from 0. */
function position(location: Location | null): string {
  if (!location) return '';
  const before = Buffer.from(location.lineText).subarray(0, location.column).toString();
  return `:${location.line}:${before.length + 1}`;
}
