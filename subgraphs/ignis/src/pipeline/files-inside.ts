import { open, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { ProjectFault } from './project-fault.ts';

/** The most that a file which describes a project may have, in bytes. */
const MOST_BYTES = 16 * 1024 * 1024;

/**
 * The text of a file of a project, undefined where there is none. What is in the project may be a link to anywhere: it is followed only
 * as long as it stays inside.
 * @param folder the project's, without links
 * @throws ProjectFault where it leads out or is no file
 */
export async function readInside(folder: string, path: string): Promise<string | undefined> {
  const real = await realpath(join(folder, path)).catch(() => undefined);
  if (real === undefined) return undefined;
  if (!real.startsWith(folder + sep)) throw new ProjectFault(`${path} is a link that leads out of the project. Put the file itself there.`);
  await using file = await open(real, 'r');
  const { size } = await file.stat().then((stats) => (stats.isFile() ? stats : Promise.reject(new ProjectFault(`${path} is not a file.`))));
  if (size > MOST_BYTES) throw new ProjectFault(`${path} has ${size} bytes; at most ${MOST_BYTES} are read.`);
  return file.readFile('utf8');
}
