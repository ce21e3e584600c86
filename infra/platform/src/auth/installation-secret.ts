import { hkdfSync, randomBytes } from 'node:crypto';
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Secret } from '../config/index.ts';

/** The one secret that all processes of an installation share. What it signs and encrypts uses keys derived for one purpose each. */
export interface InstallationSecret {
  /** 32 bytes, always the same ones for a purpose. */
  derive(purpose: string): Buffer;
}

const BYTES = 32;

export function installationSecret(secret: string): InstallationSecret {
  return { derive: (purpose) => Buffer.from(hkdfSync('sha256', secret, 'wissil', purpose, BYTES)) };
}

/** The secret of the settings; else that of the data folder, made at the first start and readable by its owner alone. */
export async function openInstallationSecret(config: { secret: Secret | undefined; dataFolder: string }): Promise<InstallationSecret> {
  return installationSecret(config.secret?.reveal() ?? (await keptSecret(config.dataFolder)));
}

/** As `openInstallationSecret` for who asks an installation that is there already: undefined where none has kept its secret in the folder. */
export async function findInstallationSecret(config: {
  secret: Secret | undefined;
  dataFolder: string;
}): Promise<InstallationSecret | undefined> {
  const secret = config.secret?.reveal() ?? (await read(secretPath(config.dataFolder)));
  return secret === undefined ? undefined : installationSecret(secret);
}

async function keptSecret(folder: string): Promise<string> {
  const path = secretPath(folder);
  const known = await read(path);
  if (known !== undefined) return known;
  await mkdir(folder, { recursive: true });
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  await writeFile(draft, randomBytes(BYTES).toString('base64url'), { mode: 0o600, flag: 'wx', flush: true });
  // Of several processes that start at once, one link succeeds; the others read what it left.
  await link(draft, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await unlink(draft);
  return (await read(path)) as string;
}

function secretPath(folder: string): string {
  return join(folder, 'wissil.secret');
}

async function read(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
