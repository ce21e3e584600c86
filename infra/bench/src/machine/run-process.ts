import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { killAll, processTree } from '@wissil/testkit';
import { duringThisRun } from './leave-nothing.ts';

export interface Launch {
  command: string;
  args: string[];
  env?: Record<string, string>;
  cwd?: string;
}

export interface Running extends AsyncDisposable {
  pid: number;
}

const READY_MS = 60_000;
/** A gateway that closes thousands of sockets properly and stops its database takes a while. */
const STOP_MS = 20_000;

/** Starts a program; its output is kept for the message of a failed start, and it is gone with all it started when disposed of. */
export async function runProcess(launch: Launch, ready: () => Promise<boolean>): Promise<Running> {
  const { command, args, env, cwd } = launch;
  const child = spawn(command, args, { env: { ...process.env, ...env }, ...(cwd && { cwd }), stdio: ['ignore', 'pipe', 'pipe'] });
  await once(child, 'spawn');
  let output = '';
  const keep = (chunk: Buffer) => (output = (output + chunk.toString()).slice(-4_000));
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const { pid, stop } = tracked(child);
  const until = performance.now() + READY_MS;
  while (!(await ready().catch(() => false))) {
    if (child.exitCode !== null || child.signalCode !== null || performance.now() > until) {
      await stop();
      throw new Error(`${command} ${args.join(' ')} did not become ready:\n${output}`);
    }
    await delay(50);
  }
  return { pid, [Symbol.asyncDispose]: stop };
}

export interface Helper extends AsyncDisposable {
  process: ChildProcess;
}

/** A module of ours in a process of its own, with a channel; it must end when the channel does. */
export function runHelper(module: URL): Helper {
  const child = fork(module, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const { stop } = tracked(child);
  return { process: child, [Symbol.asyncDispose]: stop };
}

function tracked(child: ChildProcess): { pid: number; stop(): Promise<void> } {
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${child.spawnfile} could not be started`);
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const forget = duringThisRun({ processes: () => processTree(pid) });
  const stop = async () => {
    const tree = processTree(pid);
    child.kill('SIGTERM');
    const cut = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    if (child.exitCode === null && child.signalCode === null) await exited;
    clearTimeout(cut);
    await killAll(tree);
    forget();
  };
  return { pid, stop };
}
