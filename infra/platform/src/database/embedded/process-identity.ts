import { readFileSync } from 'node:fs';

/**
 * A text that belongs to one running process and to none that gets its pid later: pid and start time (proc(5), field 22).
 * Undefined when no such process runs.
 */
export function processIdentity(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, startTime] = [fields[0], fields[19]];
    return state === 'Z' ? undefined : `${pid} ${startTime}`;
  } catch {
    return undefined;
  }
}
