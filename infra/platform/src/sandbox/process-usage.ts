import { readFileSync, readdirSync } from 'node:fs';

/** Linux tells memory in pages of this size, with few exceptions. */
const PAGE_BYTES = 4_096;

/** The processes that a process has started and that still run. */
export function childrenOf(pid: number): number[] {
  return read(() => readdirSync(`/proc/${pid}/task`), []).flatMap((thread) =>
    read(() => readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8'), '')
      .split(' ')
      .filter((text) => text !== '')
      .map(Number),
  );
}

/** What a process and everything below it use together: bytes of resident memory of their own, and how many they are. */
export function treeUsage(root: number): { memoryBytes: number; processes: number } {
  const tree = [root];
  for (const pid of tree) tree.push(...childrenOf(pid));
  const memoryBytes = tree.reduce((sum, pid) => sum + privateBytes(pid), 0);
  return { memoryBytes, processes: tree.length };
}

/** Resident without what is mapped from files: Node's binary is in memory once for all. */
function privateBytes(pid: number): number {
  const [, resident = 0, shared = 0] = read(() => readFileSync(`/proc/${pid}/statm`, 'utf8'), '')
    .split(' ')
    .map(Number);
  return Math.max(0, resident - shared) * PAGE_BYTES;
}

/** A process may end while it is looked at. */
function read<Value>(look: () => Value, otherwise: Value): Value {
  try {
    return look();
  } catch {
    return otherwise;
  }
}
