import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';

interface Leftover {
  processes?(): readonly number[];
  folder?: string;
}

const leftovers = new Set<Leftover>();
let watching = false;

/** Kills the processes and removes the folder when this run ends before the function that it returns was called. */
export function duringThisRun(leftover: Leftover): () => void {
  if (!watching) watch();
  watching = true;
  leftovers.add(leftover);
  return () => leftovers.delete(leftover);
}

function watch(): void {
  process.once('exit', clear);
  for (const [signal, code] of Object.entries({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 })) process.once(signal, () => process.exit(code));
}

function clear(): void {
  for (const { processes } of leftovers) for (const pid of processes?.() ?? []) kill(pid);
  for (const { folder } of leftovers) {
    if (folder === undefined) continue;
    unmountBelow(folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** What a program that was killed had mounted there. */
function unmountBelow(folder: string): void {
  const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n');
  const below = mounts.map((line) => line.split(' ')[1] ?? '').filter((path) => path.startsWith(`${folder}/`));
  for (const path of below.reverse()) execFileSync('umount', ['--lazy', path], { stdio: 'ignore' });
}
