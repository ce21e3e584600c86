import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseError } from '../database-error.ts';
import type { PostgresBinaries } from './binaries.ts';
import type { ServerAccount } from './server-account.ts';
import { explainStartFailure } from './start-failure.ts';

/** The superuser of the embedded server; also the name under which WISSIL connects. */
export const DATABASE_USER = 'wissil';

/** What the embedded server keeps below the data folder. */
export function clusterPaths(dataFolder: string) {
  return {
    cluster: join(dataFolder, 'postgres'),
    draft: join(dataFolder, 'postgres.new'),
    password: join(dataFolder, 'postgres.password'),
    lock: join(dataFolder, 'postgres.lock'),
    log: join(dataFolder, 'postgres.log'),
  };
}

export type ClusterPaths = ReturnType<typeof clusterPaths>;

/** The password of an existing cluster; undefined where there is no complete cluster. */
export async function existingPassword(paths: ClusterPaths): Promise<string | undefined> {
  if (!(await exists(paths.cluster))) return undefined;
  if (!(await exists(paths.password))) {
    throw new DatabaseError(
      'DATA_FOLDER_CORRUPT',
      `The file ${paths.password} is missing, without which nobody can sign in to the database beside it: restore it from a backup, or move ${paths.cluster} away to start empty.`,
    );
  }
  return (await readFile(paths.password, 'utf8')).trim();
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false;
      throw error;
    },
  );
}

/** Makes an empty cluster, or leaves none: it gets its name only when it is complete. Returns its password. */
export async function createCluster(paths: ClusterPaths, binaries: PostgresBinaries, account?: ServerAccount): Promise<string> {
  const password = randomBytes(24).toString('base64url');
  await rm(paths.draft, { recursive: true, force: true });
  await mkdir(paths.draft, { mode: 0o700 });
  await rm(paths.password, { force: true });
  await writeFile(paths.password, `${password}\n`, { mode: 0o600 });
  await chmod(paths.password, 0o600);
  if (account) for (const path of [paths.draft, paths.password]) await chown(path, account.uid, account.gid);
  await initdb(paths, binaries, account);
  await rename(paths.draft, paths.cluster);
  return password;
}

async function initdb(paths: ClusterPaths, binaries: PostgresBinaries, account?: ServerAccount): Promise<void> {
  await using passwordFile = await open(paths.password);
  await using folder = await open(paths.draft);
  const locale = binaries.major >= 17 ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'] : ['--locale=C.UTF-8'];
  // The account may not be able to walk to the folder, but it may use what it is handed open.
  const child = spawn(
    binaries.initdb,
    [
      '-D',
      '/proc/self/fd/4',
      '-U',
      DATABASE_USER,
      '-A',
      'scram-sha-256',
      '--pwfile=/proc/self/fd/3',
      '-E',
      'UTF8',
      '--no-instructions',
      ...locale,
    ],
    { ...account, cwd: '/', env: {}, stdio: ['ignore', 'ignore', 'pipe', passwordFile.fd, folder.fd] },
  );
  let output = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  const status = await new Promise<number | null>((resolve) => {
    child.on('error', (error) => ((output += String(error)), resolve(null)));
    child.on('close', resolve);
  });
  if (status !== 0) throw explainStartFailure(output, paths.cluster);
}
