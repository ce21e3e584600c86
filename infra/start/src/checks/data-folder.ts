import { mkdir, open, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StartupError } from './startup-error.ts';

/** Below this PostgreSQL cannot even create its first cluster (40 MB) and keep its write-ahead log. */
const LEAST_FREE_BYTES = 200 * 1024 * 1024;

/** Makes the data folder and proves that it can be written. Throws StartupError when it cannot, or when its disk is as good as full. */
export async function prepareDataFolder(folder: string): Promise<void> {
  const probe = join(folder, `.write-probe-${process.pid}`);
  try {
    await makeFolder(folder);
    const file = await open(probe, 'w');
    try {
      await file.write('x');
      await file.sync();
    } finally {
      await file.close();
      await rm(probe, { force: true });
    }
  } catch (error) {
    throw dataFolderError(folder, (error as NodeJS.ErrnoException).code ?? String(error));
  }
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < LEAST_FREE_BYTES) throw dataFolderError(folder, 'ENOSPC');
}

/** Node's recursive mkdir spins for ever where a file system answers ENOENT to a creation (/proc), so the parents are made one by one. */
async function makeFolder(folder: string): Promise<void> {
  if (
    await stat(folder).then(
      (found) => found.isDirectory(),
      () => false,
    )
  )
    return;
  if (dirname(folder) !== folder) await makeFolder(dirname(folder));
  // Readable for others: PostgreSQL refuses to run as root, and reaches its own folder inside under another user.
  await mkdir(folder, { mode: 0o755 }).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST' || !(await stat(folder)).isDirectory()) throw error;
  });
}

function dataFolderError(folder: string, code: string): StartupError {
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new StartupError(
      `The disk of the data folder ${folder} is full (at least 200 MB must be free): free some space, or set WISSIL_DATA to a folder on another disk.`,
    );
  if (code === 'ENOTDIR' || code === 'EEXIST')
    return new StartupError(`The data folder ${folder} is not a folder: move that file away, or set WISSIL_DATA to another path.`);
  return new StartupError(
    `The data folder ${folder} cannot be written (${code}): make it writable for your user, or set WISSIL_DATA to a folder that is.`,
  );
}
