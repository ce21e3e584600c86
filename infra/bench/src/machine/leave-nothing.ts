import { rmSync } from 'node:fs';

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
  for (const { folder } of leftovers) if (folder !== undefined) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
