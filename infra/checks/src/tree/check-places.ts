import { execFileSync } from 'node:child_process';
import { homedir, hostname } from 'node:os';
import { repositoryRoot } from '../repository.ts';
import { readSource, sourcePaths } from './source-files.ts';

const BINARY = /\.(png|jpe?g|webp|avif|ico|woff2?|ttf|wasm|gz|zip)$/;
const PUBLIC_REGISTRY = 'registry.npmjs.org';

/** A word that may stand nowhere in the tree, or only where `allowedIn` says. */
export interface Forbidden {
  word: string;
  what: string;
  allowedIn?: RegExp;
}

/** Places of the machine that the repository happens to be on, and addresses of the production profile outside its own folder. */
export function checkPlaces(): string[] {
  const words = forbiddenWords();
  return sourcePaths()
    .filter((path) => !BINARY.test(path))
    .flatMap((path) => placeProblems(path, readSource(path), words));
}

export function placeProblems(path: string, text: string, words: readonly Forbidden[]): string[] {
  const found = words
    .filter(({ allowedIn, word }) => !allowedIn?.test(path) && text.includes(word))
    .map(({ what, word }) => `${path}:${lineOf(text, word)} holds ${what} (${word}).`);
  if (/(^|\/)package-lock\.json$/.test(path) && /"resolved": "https?:/.test(text))
    found.push(
      `${path} holds download addresses: the setting omit-lockfile-registry-resolved of .npmrc keeps them out; run \`npm install\` once more.`,
    );
  return found;
}

function forbiddenWords(): Forbidden[] {
  const words: Forbidden[] = [
    {
      word: '192.168.',
      what: 'an address of the production profile',
      allowedIn: /^infra\/(deploy|docs)\/|^infra\/checks\/|\.md$|\.test\.ts$/,
    },
  ];
  // A folder right below the root (`/app`) or a short host name is an ordinary word as well.
  if (repositoryRoot.split('/').length > 2) words.push({ word: `${repositoryRoot}/`, what: 'the path of this clone' });
  if (homedir().length > 1) words.push({ word: `${homedir()}/`, what: 'the path of a home folder' });
  if (hostname().length >= 8 && hostname() !== 'localhost') words.push({ word: hostname(), what: 'the name of this host' });
  const registry = registryHost();
  if (registry && registry !== PUBLIC_REGISTRY) words.push({ word: registry, what: 'the host of a private registry' });
  return words;
}

function registryHost(): string | undefined {
  const address = execFileSync('npm', ['config', 'get', 'registry'], {
    cwd: repositoryRoot,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
  return URL.canParse(address) ? new URL(address).host : undefined;
}

function lineOf(text: string, word: string): number {
  return text.slice(0, text.indexOf(word)).split('\n').length;
}
