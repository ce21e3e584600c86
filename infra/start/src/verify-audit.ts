import { parseArgs } from 'node:util';
import { isKnownEnd, verifyAuditDatabase, verifyAuditFile } from '@wissil/landing/audit';
import { findInstallationSecret } from '@wissil/platform/auth';
import { type Environment, parseConfig, platformSettings } from '@wissil/platform/config';
import { visitDatabase } from '@wissil/platform/database';
import { failureSentence } from '@wissil/platform/process';
import { StartupError } from './checks/startup-error.ts';

const USAGE = `Whether the audit log is what WISSIL has written: one sentence, and exit code 0 or 1. WISSIL may run meanwhile, or not.

  npm run verify-audit
  npm run verify-audit -- --known 812:5f…      an end of the log that an earlier run told: it must still be there
  npm run verify-audit -- --file export.jsonl  an export in JSON lines, without a database

Settings (WISSIL_DATA, WISSIL_SECRET, DATABASE_URL) are those of npm start.
`;

/** Of PostgreSQL: a code, and the beginning of those by which a server ends its connections. */
const UNDEFINED_TABLE = '42P01';
const STOPPED = '57P0';

try {
  const { help, file, known } = parseFlags(process.argv.slice(2));
  if (help) process.stdout.write(USAGE);
  else {
    const { intact, sentence } = await verify(process.env, { file, known });
    process.stdout.write(`${sentence}\n`);
    if (!intact) process.exitCode = 1;
  }
} catch (error) {
  process.stderr.write(`${failureSentence(error)}\n`);
  process.exitCode = 1;
}

async function verify(env: Environment, { file, known }: { file: string | undefined; known: string | undefined }) {
  const config = parseConfig(platformSettings, env);
  const secret = await findInstallationSecret(config).catch((error: NodeJS.ErrnoException) => {
    throw new StartupError(
      `The secret of the data folder ${config.dataFolder} cannot be read (${error.code ?? error.message}): only the user that runs WISSIL can verify its audit log.`,
    );
  });
  if (!secret) {
    throw new StartupError(
      `There is no WISSIL in the data folder ${config.dataFolder} yet: set WISSIL_DATA to the folder or WISSIL_SECRET to the secret that it runs with.`,
    );
  }
  if (file !== undefined) {
    return verifyAuditFile(file, secret).catch((error: NodeJS.ErrnoException) => {
      if (error.syscall === undefined) throw error;
      throw new StartupError(`The file ${file} cannot be read (${error.code}): --file takes the path of an export in JSON lines.`);
    });
  }
  await using database = await visitDatabase(config);
  return await verifyAuditDatabase(database.url, secret, known).catch((error: unknown) => {
    const { code } = error as { code?: string };
    if (code === UNDEFINED_TABLE) {
      throw new StartupError('There is no audit log in this database: set WISSIL_DATA or DATABASE_URL to what WISSIL runs with.');
    }
    if (code?.startsWith(STOPPED)) throw new StartupError('The database was stopped while the audit log was verified: try it again.');
    throw error;
  });
}

/** @throws StartupError for flags that there are not, and values that make no sense */
function parseFlags(argv: readonly string[]) {
  const text = { type: 'string' } as const;
  const { file, known, help } = (() => {
    try {
      return parseArgs({ args: [...argv], options: { file: text, known: text, help: { type: 'boolean' } } }).values;
    } catch (error) {
      throw new StartupError(
        `${(error as Error).message.split('.')[0]}: it takes --file, --known and --help, as in \`npm run verify-audit -- --file export.jsonl\`.`,
      );
    }
  })();
  if (known !== undefined && !isKnownEnd(known)) {
    throw new StartupError(
      `--known is ${JSON.stringify(known)}, but must be what an earlier run told: a number, a colon and 64 hexadecimal digits.`,
    );
  }
  if (known !== undefined && file !== undefined) throw new StartupError('Give --known or --file, not both: an export proves itself.');
  return { file, known, help };
}
