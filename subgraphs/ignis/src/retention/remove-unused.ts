import { randomUUID } from 'node:crypto';
import { link, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

export const DAY_MS = 86_400_000;

/** What was used so lately may be about to be used again by somebody who has looked for it already. */
export const GRACE_MS = 24 * 3_600_000;

const GONE = '.gone-';

export interface Entry {
  path: string;
  name: string;
  /** Of the last use, in milliseconds since 1970: whoever uses it sets the time of its change. */
  usedAt: number;
  size: number;
}

/** What lies in the folder, the last used first. */
export async function entriesOf(folder: string): Promise<Entry[]> {
  const names = await readdir(folder).catch(() => []);
  const found = await Promise.all(names.map((name) => entryAt(join(folder, name))));
  return found.filter((entry) => entry !== undefined).toSorted((a, b) => b.usedAt - a.usedAt || (a.name < b.name ? -1 : 1));
}

/** Takes it away, unless somebody has used it since `usedBefore`; false where it stays. Whoever looks sees all of it, or nothing. */
export async function removeUnused(path: string, usedBefore: number): Promise<boolean> {
  const there = await entryAt(path);
  if (!there || there.usedAt >= usedBefore) return false;
  const gone = join(dirname(path), `${GONE}${basename(path).slice(0, 80)}-${randomUUID()}`);
  await rename(path, gone);
  // A use between the look and the rename is seen now; one after it finds nothing.
  if (((await entryAt(gone))?.usedAt ?? 0) >= usedBefore && (await putBack(gone, path))) return false;
  await rm(gone, { recursive: true, force: true });
  return true;
}

/** Drafts of those that were ended while they wrote, and what was about to be taken away. */
export async function removeLeftovers(folder: string, isLeftover: (name: string) => boolean): Promise<number> {
  const before = Date.now() - GRACE_MS;
  const left = (await entriesOf(folder)).filter(({ name, usedAt }) => (isLeftover(name) || name.startsWith(GONE)) && usedAt < before);
  await Promise.all(left.map(({ path }) => rm(path, { recursive: true, force: true })));
  return left.length;
}

/** Says that it is used now; false where it is not there. */
export async function touch(path: string): Promise<boolean> {
  const now = new Date();
  return utimes(path, now, now).then(
    () => true,
    () => false,
  );
}

async function entryAt(path: string): Promise<Entry | undefined> {
  const stats = await stat(path).catch(() => undefined);
  return stats && { path, name: basename(path), usedAt: stats.mtimeMs, size: stats.size };
}

/** False where somebody has made it anew meanwhile. */
async function putBack(gone: string, path: string): Promise<boolean> {
  const isFolder = (await stat(gone)).isDirectory();
  return (isFolder ? rename(gone, path) : link(gone, path)).then(
    async () => {
      if (!isFolder) await rm(gone);
      return true;
    },
    () => false,
  );
}
