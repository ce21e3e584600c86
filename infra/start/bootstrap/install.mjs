import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findNpm } from './host.mjs';
import { withProgress } from './progress.mjs';
import { runQuietly } from './run-quietly.mjs';
import { repositoryRoot, Sentence } from './sentence.mjs';

const lockPath = join(repositoryRoot, 'package-lock.json');
const stampPath = join(repositoryRoot, 'node_modules', '.wissil-lock');
const logPath = join(repositoryRoot, '.cache', 'npm-ci.log');

/** Runs `npm ci` unless node_modules already holds what package-lock.json says. */
export async function installPackages() {
  const lock = readFileSync(lockPath);
  const digest = createHash('sha256').update(lock).digest('hex');
  if (existsSync(stampPath) && readFileSync(stampPath, 'utf8') === digest) return;
  if (!installedAlready(JSON.parse(lock.toString()))) await install();
  writeFileSync(stampPath, digest);
}

/** True where somebody's own `npm install` has brought node_modules to what the lock says: npm's record of it agrees. */
function installedAlready(lock) {
  const recordPath = join(repositoryRoot, 'node_modules', '.package-lock.json');
  if (!existsSync(recordPath)) return false;
  const record = JSON.parse(readFileSync(recordPath, 'utf8')).packages;
  return Object.entries(lock.packages).every(([path, wanted]) => {
    if (!path.includes('node_modules/') || wanted.link) return true;
    const found = record[path];
    return found ? found.version === wanted.version && found.integrity === wanted.integrity : Boolean(wanted.optional || wanted.peer);
  });
}

async function install() {
  const [npm, leading] = findNpm();
  const { code, output } = await withProgress('Installing packages (about a minute the first time)', () =>
    runQuietly(npm, [...leading, 'ci', '--no-audit', '--no-fund', '--include=dev', '--include=optional']),
  );
  if (code === 0) return;
  mkdirSync(join(repositoryRoot, '.cache'), { recursive: true });
  writeFileSync(logPath, output);
  throw new Sentence(`Installing the packages failed: ${reason(output)} (npm's own words are in .cache/npm-ci.log).`);
}

/** What npm's error code means for the person who typed the command. */
function reason(output) {
  const code = /npm (?:error|ERR!) code (\S+)/.exec(output)?.[1] ?? 'no error code';
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|E5\d\d/.test(code))
    return `the npm registry cannot be reached (${code}); check the network and npm's registry setting, then run the command again`;
  if (code === 'ENOSPC') return 'the disk is full (about 1.5 GB are needed); free some space, then run the command again';
  if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM')
    return `this folder cannot be written (${code}); make it writable for your user, then run the command again`;
  if (code === 'EUSAGE') return 'package.json and package-lock.json disagree; run `npm install` once, then the command again';
  if (code === 'EINTEGRITY')
    return 'a package differs from what package-lock.json pins; run `npm cache clean --force`, then the command again';
  return `npm ci ended with ${code}; mend what it names, then run the command again`;
}
