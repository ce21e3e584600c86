import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PrismaClient } from '../../generated/prisma/client.ts';
import { DAY_MS, type Entry, entriesOf, GRACE_MS, removeUnused } from './remove-unused.ts';

/** Of all projects together. */
const MOST_PICTURE_BYTES = 2 * 1024 ** 3;

/** Pictures as they were encoded, by project: those that no build has used for so long, and the oldest where they are too many. */
export async function prunePictures({ root, days }: { root: string; days: number }): Promise<number> {
  const projects = await entriesOf(root);
  const pictures: Entry[] = [];
  for (const { path } of projects) pictures.push(...(await entriesOf(path)));
  pictures.sort((a, b) => b.usedAt - a.usedAt);
  const before = Date.now() - days * DAY_MS;
  let [bytes, gone] = [0, 0];
  for (const { path, usedAt, size } of pictures) {
    bytes += size;
    if (usedAt >= before && bytes <= MOST_PICTURE_BYTES) continue;
    // A build that misses one encodes it again.
    await rm(path, { force: true });
    gone += 1;
  }
  return gone;
}

/** Folders of builds that nobody will go on with. */
export async function pruneBuildFolders({ db, root }: { db: PrismaClient; root: string }): Promise<number> {
  const before = Date.now() - GRACE_MS;
  const old = (await entriesOf(root)).filter(({ usedAt }) => usedAt < before);
  const idOf = ({ name }: Entry) => name.replace(/-\d+$/, '');
  const open = await db.build.findMany({
    where: { id: { in: old.map(idOf) }, status: { in: ['QUEUED', 'RUNNING'] } },
    select: { id: true },
  });
  const needed = new Set(open.map(({ id }) => id));
  let gone = 0;
  for (const entry of old) if (!needed.has(idOf(entry)) && (await removeUnused(join(root, entry.name), before))) gone += 1;
  return gone;
}
