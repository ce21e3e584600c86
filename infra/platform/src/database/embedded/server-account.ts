import { statSync } from 'node:fs';
import { dirname } from 'node:path';

/** The account that the server runs as. PostgreSQL refuses to run as root. */
export interface ServerAccount {
  uid: number;
  gid: number;
}

/** `nobody` on every Linux distribution; initdb wants an account that has a name. */
const UNPRIVILEGED: ServerAccount = { uid: 65_534, gid: 65_534 };

/** Undefined where the server simply runs as this process. */
export function serverAccount(): ServerAccount | undefined {
  return process.getuid?.() === 0 ? UNPRIVILEGED : undefined;
}

/** Whether the account may read and execute the file, as far as the modes of it and of the folders above it tell. */
export function canExecute(account: ServerAccount, file: string): boolean {
  if (!allows(account, file, 0o5)) return false;
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (!allows(account, folder, 0o1)) return false;
    if (folder === dirname(folder)) return true;
  }
}

function allows(account: ServerAccount, path: string, bits: number): boolean {
  const { mode, uid, gid } = statSync(path);
  const shift = uid === account.uid ? 6 : gid === account.gid ? 3 : 0;
  return ((mode >> shift) & bits) === bits;
}
