import { DatabaseError, type DatabaseErrorCode } from '../database-error.ts';

interface Meaning {
  pattern: RegExp;
  code: DatabaseErrorCode;
  sentence(folder: string): string;
}

/** What the output of PostgreSQL and of the file system means for the operator, most telling first. */
const MEANINGS: readonly Meaning[] = [
  {
    pattern: /no space left on device|disk quota exceeded|ENOSPC|EDQUOT/i,
    code: 'DISK_FULL',
    sentence: (folder) =>
      `The disk of the data folder ${folder} is full: free some space there, or set WISSIL_DATA to a folder with space.`,
  },
  {
    pattern: /address already in use/i,
    code: 'PORT_IN_USE',
    sentence: () => 'The port of the embedded PostgreSQL is in use by another program: stop that program.',
  },
  {
    pattern: /permission denied|operation not permitted|read-only file system|not a directory|EACCES|EPERM|EROFS|ENOTDIR|EEXIST/i,
    code: 'DATA_FOLDER_UNUSABLE',
    sentence: (folder) =>
      `The data folder ${folder} cannot be written: give this user the right to write there, or set WISSIL_DATA to another folder.`,
  },
  {
    pattern:
      /could not locate a valid checkpoint|invalid (primary )?checkpoint|incompatible with server|could not (open|read) file|could not find the database system|is not a valid data directory|bogus data|invalid data|PANIC|incorrect checksum|lock file .* is empty/i,
    code: 'DATA_FOLDER_CORRUPT',
    sentence: (folder) =>
      `The database in ${folder} is damaged or of another PostgreSQL version: restore the folder from a backup, or move it away to start empty.`,
  },
];

/** One sentence for a server that did not start. */
export function explainStartFailure(output: string, folder: string): DatabaseError {
  const cause = new Error(output);
  for (const { pattern, code, sentence } of MEANINGS) {
    if (pattern.test(output)) return new DatabaseError(code, sentence(folder), { cause });
  }
  const lastLine = output.trim().split('\n').at(-1) || 'it ended without a message';
  return new DatabaseError('POSTGRES_FAILED', `The embedded PostgreSQL in ${folder} did not start: ${lastLine}`, { cause });
}
