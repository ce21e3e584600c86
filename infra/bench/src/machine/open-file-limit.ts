import { readFileSync } from 'node:fs';

/** How many files, sockets among them, one process may have open; Node.js raises itself from the soft to the hard limit. */
export function openFileLimit(): number {
  const limit = /^Max open files\s+\S+\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
  return limit === undefined || limit === 'unlimited' ? Infinity : Number(limit);
}
