import { execFileSync } from 'node:child_process';

/** Whether this machine has the program; administrators' folders count, which the PATH of an ordinary user lacks. */
export function onPath(program: string): boolean {
  try {
    execFileSync('which', [program], { stdio: 'ignore', env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` } });
    return true;
  } catch {
    return false;
  }
}
