import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { guard } from './cleanup-guard.ts';
import { temporaryFolder } from './temporary-folder.ts';
import type { TestServer } from './test-server.ts';
import { waitFor } from './wait-for.ts';

export interface ServerProgram {
  url: string;
  port: number;
  /** Looked up on PATH and in /usr/sbin. */
  command: string;
  /** Its arguments, given its data folder. */
  arguments(folder: string): string[];
  /** Sent to a new connection; the server is ready when what it says matches `greeting`. */
  hello: string;
  greeting: RegExp;
}

/** Runs a server program until it is disposed of. */
export async function startServerProcess(program: ServerProgram): Promise<TestServer> {
  const folder = await temporaryFolder();
  let child = await launch(program, folder.path);
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  };
  return {
    url: program.url,
    port: program.port,
    get pid() {
      return child.pid ?? 0;
    },
    kill: () => end('SIGKILL'),
    async restart() {
      await end('SIGTERM');
      child = await launch(program, folder.path);
    },
    async [Symbol.asyncDispose]() {
      await end('SIGKILL');
      await folder.remove();
    },
  };
}

async function launch(program: ServerProgram, folder: string): Promise<ChildProcess> {
  const logFile = join(folder, 'server.log');
  await using log = await open(logFile, 'w');
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };
  const child = spawn(program.command, program.arguments(folder), { cwd: folder, env, stdio: ['ignore', log.fd, log.fd], detached: true });
  await Promise.race([once(child, 'spawn'), once(child, 'error').then(([error]) => Promise.reject(error as Error))]);
  const unguard = guard('process', child.pid ?? 0);
  const exited = once(child, 'exit').finally(unguard);
  const started = waitFor(() => greets(program), { timeout: 20_000, what: `${program.command} to answer` });
  const result = await Promise.race([started.then(() => 'ready' as const), exited.then(() => 'ended' as const)]);
  if (result === 'ended') throw new Error(`${program.command} ended: ${await readFile(logFile, 'utf8')}`);
  return child;
}

function greets({ port, hello, greeting }: ServerProgram): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(hello));
    socket.setTimeout(1_000, () => socket.destroy());
    socket.once('data', (data) => {
      resolve(greeting.test(data.toString()));
      socket.destroy();
    });
    socket.once('error', () => {});
    socket.once('close', () => resolve(false));
  });
}
