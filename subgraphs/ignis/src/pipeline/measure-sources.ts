import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { MeasuredSources } from './measure-output.ts';

const SOURCES = new Set([
  '.ts',
  '.tsx',
  '.mts',
  '.cts',
  '.js',
  '.jsx',
  '.mjs',
  '.cjs',
  '.css',
  '.scss',
  '.html',
  '.json',
  '.vue',
  '.svelte',
]);

/** The source files of a project as it was checked out, before anything was made in it. */
export async function measureSources(folder: string): Promise<MeasuredSources> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const sources = entries.filter((entry) => entry.isFile() && SOURCES.has(extname(entry.name)) && !/^package-lock\.json$/.test(entry.name));
  const sizes = await Promise.all(sources.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size));
  return { files: sources.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}
