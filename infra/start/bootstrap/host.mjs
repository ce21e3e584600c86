import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot, Sentence } from './sentence.mjs';

const OLDEST_HOST = 20;
/** Servers run TypeScript directly and use `await using`: the oldest Node that can, when the pinned one has no build for this host. */
const OLDEST_RUNTIME = 24;

const major = (version) => Number(version.replace(/^v/, '').split('.')[0]);

/** Throws where the host's Node cannot even install. */
export function checkHost() {
  if (major(process.version) < OLDEST_HOST)
    throw new Sentence(
      `WISSIL needs Node ${OLDEST_HOST} or newer and this is ${process.version}: install a newer Node (any release from ${OLDEST_HOST}), then run the command again.`,
    );
}

/** The npm that started us, on the Node that it runs on; else the `npm` of the PATH. Returns [command, leading arguments]. */
export function findNpm() {
  const { npm_execpath: script, npm_node_execpath: node } = process.env;
  if (script && node && existsSync(script) && existsSync(node) && /npm-cli\.c?js$/.test(script)) return [node, [script]];
  const found = spawnSync('npm', ['--version'], { stdio: 'ignore' });
  if (found.error)
    throw new Sentence(
      'npm was not found: install npm (it comes with Node from nodejs.org; on Debian `apt-get install npm`), then run the command again.',
    );
  return ['npm', []];
}

/** Path of the Node that runs everything: the pinned one of node_modules, else this process's own when it is new enough. */
export function findPinnedNode() {
  const pinned = join(repositoryRoot, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (existsSync(pinned)) return pinned;
  if (major(process.version) >= OLDEST_RUNTIME) return process.execPath;
  throw new Sentence(
    `There is no Node 26 from npm for ${process.platform} ${process.arch}, and this host's ${process.version} is older than ${OLDEST_RUNTIME}: install Node ${OLDEST_RUNTIME} or newer, then run the command again.`,
  );
}
