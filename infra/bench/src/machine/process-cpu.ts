import { readdirSync, readFileSync } from 'node:fs';

/** Kernel ticks a second of /proc/<pid>/stat; 100 on Linux for every architecture that WISSIL runs on. */
const TICKS = 100;

/** User and system time of a process and all its descendants, in milliseconds since each began. Linux only. */
export function cpuMilliseconds(pid: number): number {
  const children = new Map<number, number[]>();
  const times = new Map<number, number>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = statOf(entry);
    if (!stat) continue;
    times.set(Number(entry), stat.ticks);
    children.set(stat.parent, [...(children.get(stat.parent) ?? []), Number(entry)]);
  }
  let ticks = 0;
  const open = [pid];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    ticks += times.get(next) ?? 0;
    open.push(...(children.get(next) ?? []));
  }
  return (ticks * 1000) / TICKS;
}

/** What all programs together spent since the machine started, in milliseconds. */
export function machineMilliseconds(): number {
  const [, user, nice, system, , , interrupts, softInterrupts] = readFileSync('/proc/stat', 'utf8').split(/\s+/, 9).map(Number);
  return ([user, nice, system, interrupts, softInterrupts].reduce((sum: number, each) => sum + (each ?? 0), 0) * 1000) / TICKS;
}

function statOf(pid: string): { parent: number; ticks: number } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
  } catch {
    return undefined; // it ended while we were looking
  }
}
