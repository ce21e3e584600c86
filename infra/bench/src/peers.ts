import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PEERS = fileURLToPath(new URL('../peers', import.meta.url));

export const peerProgram = (path: string): string => join(PEERS, path);

/** The peers are some 700 MB and only measured against: nobody installs them who does not run this. */
export function installPeers(say: (line: string) => void): void {
  const installed = peerProgram('node_modules/.package-lock.json');
  if (existsSync(installed) && sameVersions(installed)) return;
  say('Installing the gateways to compare with into infra/bench/peers (once, about a minute) …');
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync('npm', args, { cwd: PEERS, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Name and version of every package that is measured or needed to run what is. */
export function peerVersions(): string[] {
  const { dependencies } = readJson<{ dependencies: Record<string, string> }>(peerProgram('package.json'));
  return Object.entries(dependencies).map(([name, version]) => `${name} ${version}`);
}

function sameVersions(installed: string): boolean {
  const found = readJson<Lock>(installed).packages;
  const { dependencies } = readJson<{ dependencies: Record<string, string> }>(peerProgram('package.json'));
  return Object.entries(dependencies).every(([name, version]) => found[`node_modules/${name}`]?.version === version);
}

interface Lock {
  packages: Record<string, { version?: string }>;
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T;
}
