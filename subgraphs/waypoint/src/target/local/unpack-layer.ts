import { createWriteStream } from 'node:fs';
import { chmod, link, lstat, mkdir, rm, symlink } from 'node:fs/promises';
import { dirname, join, posix, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { PermanentFailure } from '@wissil/platform/jobs';
import { extract } from 'tar-stream';

const MOST_BYTES = 8 * 1024 ** 3;
const MOST_ENTRIES = 500_000;

/**
 * Unpacks the tar of a layer into a folder. Nothing is written outside it: no name leads out of it, and no folder on the way is a link.
 * Whiteouts are kept as they are, for who merges the layers; owners and devices are not.
 * @throws PermanentFailure for a layer that tries
 */
export async function unpackLayer(tar: AsyncIterable<Buffer>, folder: string): Promise<void> {
  const unpacking = extract();
  const reading = pipeline(Readable.from(tar), unpacking);
  reading.catch(() => undefined);
  let bytes = 0;
  let entries = 0;
  for await (const entry of unpacking) {
    const { name, type, mode = 0o644, size = 0, linkname = '' } = entry.header;
    bytes += size;
    if (bytes > MOST_BYTES || ++entries > MOST_ENTRIES) throw refused('is larger than this machine unpacks');
    const path = await placeOf(folder, name);
    if (path !== folder) {
      if (type === 'directory') await makeFolder(path);
      else if (type === 'file' || type === 'contiguous-file') {
        await rm(path, { recursive: true, force: true });
        await pipeline(entry, createWriteStream(path, { mode: 0o600, flags: 'wx' }));
        await chmod(path, (mode & 0o111) === 0 ? 0o644 : 0o755);
      } else if (type === 'symlink') {
        await rm(path, { recursive: true, force: true });
        await symlink(linkname, path);
      } else if (type === 'link') {
        const target = await placeOf(folder, linkname);
        if (!(await lstat(target).catch(() => undefined))?.isFile()) throw refused(`links ${name} to ${linkname}, which is no file of it`);
        await rm(path, { recursive: true, force: true });
        await link(target, path);
      }
    }
    entry.resume();
  }
  await reading;
}

async function makeFolder(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found?.isDirectory()) return;
  if (found) await rm(path, { force: true });
  await mkdir(path, { recursive: true });
}

/** Where an entry goes; every folder above it is there then, and is a folder. */
async function placeOf(folder: string, name: string): Promise<string> {
  const relative = posix.normalize(`/${name}`).slice(1).replace(/\/$/, '');
  if (name.split('/').includes('..') || name.includes('\0')) throw refused(`holds the name ${JSON.stringify(name)}, which leads out of it`);
  if (relative === '') return folder;
  const path = join(folder, ...relative.split('/'));
  const above = dirname(path).slice(folder.length).split(sep).filter(Boolean);
  let at = folder;
  for (const part of above) {
    at = join(at, part);
    const found = await lstat(at).catch(() => undefined);
    if (found === undefined) await mkdir(at);
    else if (!found.isDirectory()) throw refused(`writes ${name} through ${part}, which is no folder of it`);
  }
  return path;
}

function refused(what: string): PermanentFailure {
  return new PermanentFailure(`A layer of the image ${what}.`, 'Look at the base image and at what the build puts out.');
}
