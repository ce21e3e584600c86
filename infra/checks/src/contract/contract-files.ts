import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { repositoryRoot } from '../repository.ts';
import { CONFIGURATION_PATH } from './configuration-page.ts';
import type { Contract } from './contract-from-code.ts';
import { PERMISSIONS_PATH } from './permissions-page.ts';

/** The committed contract: every .graphql file of schema/, and the pages of settings and of permissions. */
export function readContract(): Contract {
  const paths = readdirSync(join(repositoryRoot, 'schema'), { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.graphql'),
  );
  const files = [...paths.map((path) => `schema/${path}`), CONFIGURATION_PATH, PERMISSIONS_PATH].filter((path) =>
    existsSync(join(repositoryRoot, path)),
  );
  return new Map(files.map((path) => [path, readFileSync(join(repositoryRoot, path), 'utf8')]));
}

export function readTrustedDocuments(): string {
  const path = join(repositoryRoot, 'schema', 'trusted-documents.json');
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

/** Writes what differs; returns the paths that it wrote. */
export function writeContract(contract: Contract): string[] {
  const changed = [...contract].filter(
    ([path, text]) => !existsSync(join(repositoryRoot, path)) || readFileSync(join(repositoryRoot, path), 'utf8') !== text,
  );
  for (const [path, text] of changed) {
    mkdirSync(dirname(join(repositoryRoot, path)), { recursive: true });
    writeFileSync(join(repositoryRoot, path), text);
  }
  return changed.map(([path]) => path);
}

/** A unified diff for each file that differs, committed → code; files that the code does not know any more are named. */
export function differences(committed: Contract, contract: Contract): string[] {
  const changed = [...contract].filter(([path, text]) => committed.get(path) !== text).map(([path, text]) => unifiedDiff(path, text));
  const orphans = [...committed.keys()]
    .filter((path) => !contract.has(path))
    .map((path) => `${path} belongs to no subgraph any more: delete it.`);
  return [...changed, ...orphans];
}

function unifiedDiff(path: string, text: string): string {
  const before = existsSync(join(repositoryRoot, path)) ? path : '/dev/null';
  const { stdout } = spawnSync('git', ['diff', '--no-index', '--no-color', '--', before, '-'], {
    cwd: repositoryRoot,
    input: text,
    encoding: 'utf8',
  });
  return stdout.replace(/^\+\+\+ .*$/m, `+++ ${path} (as the code says it)`).trimEnd();
}
