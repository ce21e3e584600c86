import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { StartupError } from './startup-error.ts';

/**
 * Holds the data folder for this process: a socket in Linux's abstract namespace, named after the folder. The kernel lets go of it the
 * moment that the process ends, however it ends, so there is no stale lock to clear. Throws StartupError when another instance holds it.
 */
export async function lockInstance(folder: string): Promise<AsyncDisposable> {
  const name = createHash('sha256')
    .update(await realpath(folder))
    .digest('hex')
    .slice(0, 32);
  const path = `\0wissil-${name}`;
  const server = createServer((socket) => socket.on('error', () => undefined).end(String(process.pid)));
  if (!(await listen(server, path))) {
    const pid = await askHolder(path);
    throw new StartupError(
      `WISSIL already runs on the data folder ${folder} (process ${pid ?? 'unknown'}): stop it with Ctrl-C${pid ? ` or \`kill ${pid}\`` : ''}, or set WISSIL_DATA to another folder for a second one.`,
    );
  }
  server.unref();
  return { [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())) };
}

function listen(server: Server, path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(false) : reject(error)));
    server.listen({ path }, () => resolve(true));
  });
}

function askHolder(path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect({ path })
      .setEncoding('utf8')
      .setTimeout(500, () => socket.destroy());
    socket.on('data', (chunk: string) => (answer += chunk)).on('error', () => undefined);
    socket.once('close', () => resolve(/^\d+$/.test(answer) ? answer : undefined));
  });
}
