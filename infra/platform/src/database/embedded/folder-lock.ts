import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { DatabaseError } from '../database-error.ts';
import { processIdentity } from './process-identity.ts';

/** Holds a file that names this process; a file whose process is gone is taken over. */
export interface FolderLock extends AsyncDisposable {
  release(): Promise<void>;
}

/** @throws {DatabaseError} DATA_FOLDER_IN_USE while another process holds it */
export async function lockFolder(file: string): Promise<FolderLock> {
  const identity = processIdentity(process.pid) ?? String(process.pid);
  // One process may hold several folders but each folder once, so the token and not the pid says whose the file is.
  const content = `${identity} ${randomUUID()}\n`;
  while (!(await create(file, content))) await removeIfStale(file);
  const release = async () => {
    if ((await contentOf(file)) === content) await rm(file, { force: true });
  };
  return { release, [Symbol.asyncDispose]: release };
}

/** Writes first and links then, so that nobody ever reads half a lock. */
async function create(file: string, content: string): Promise<boolean> {
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, content, { mode: 0o600, flag: 'wx' });
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function removeIfStale(file: string): Promise<void> {
  const content = await contentOf(file);
  if (content === undefined) return;
  refuseIfHeld(file, content);
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const moved = await contentOf(aside);
  // Another process may have taken the stale lock over in between: what was moved aside is its lock then, and goes back.
  if (moved !== content) await link(aside, file).catch(() => {});
  await rm(aside, { force: true });
}

function refuseIfHeld(file: string, content: string): void {
  const [pid, startTime] = content.split(' ');
  if (processIdentity(Number(pid)) !== `${pid} ${startTime}`) return;
  throw new DatabaseError(
    'DATA_FOLDER_IN_USE',
    `The data folder is in use by another WISSIL (process ${pid}, lock ${file}): stop that one, or set WISSIL_DATA to another folder.`,
  );
}

async function contentOf(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}
