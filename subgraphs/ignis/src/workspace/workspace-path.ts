import { realpath } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { InvalidInputError } from '@wissil/platform/errors';
import { normalisePath } from '../bundler/source-files.ts';

/** What is in the folder of a project, and is no file of it. */
const CLOSED = new Set(['.git', 'node_modules', '.next']);

export function isClosed(path: string): boolean {
  return path.split('/').some((part) => CLOSED.has(part.toLowerCase()));
}

/**
 * The path with its parts in order.
 * @throws InvalidInputError where it could lead out of the project, or into what is no file of it
 */
export function checkedPath(given: string): string {
  const { path, problem } = normalisePath(given);
  if (problem !== undefined) throw invalidPath(problem);
  if (given.endsWith('/')) throw invalidPath('Give the path of a file, not of a folder.');
  if (isClosed(path)) throw invalidPath(`Files of ${path.split('/').find(isClosed)} are not edited here.`);
  return path;
}

/**
 * Where the path really is, or would be: a folder on the way may be a link, and is followed only as long as it stays inside.
 * @param root without links
 * @throws InvalidInputError where it leads out
 */
export async function realPathInside(root: string, path: string): Promise<string> {
  const missing: string[] = [];
  for (let at = join(root, path); ; at = dirname(at)) {
    const real = await realpath(at).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'ELOOP') return undefined;
      throw error;
    });
    if (real === undefined) {
      missing.unshift(at.slice(dirname(at).length + 1));
      continue;
    }
    if (real !== root && !real.startsWith(root + sep)) throw invalidPath(`${path} leads out of the project through a link.`);
    const inside = join(real, ...missing);
    if (isClosed(inside.slice(root.length))) throw invalidPath(`${path} leads through a link to what is not edited here.`);
    return inside;
  }
}

export function invalidPath(message: string): InvalidInputError {
  return new InvalidInputError([{ path: 'path', message }]);
}
