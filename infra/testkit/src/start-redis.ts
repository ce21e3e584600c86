import { freePort } from './free-port.ts';
import { startServerProcess } from './start-server-process.ts';
import type { TestServer } from './test-server.ts';

/** A Redis of its own, for tests that stop or kill it; others use `sharedRedis`. What it acknowledged survives kill and restart. */
export async function startRedis({ replicaOf }: { replicaOf?: TestServer } = {}): Promise<TestServer> {
  const port = await freePort();
  return startServerProcess({
    url: `redis://127.0.0.1:${port}`,
    port,
    command: 'redis-server',
    arguments: (folder) => [
      ...['--port', String(port), '--bind', '127.0.0.1', '--dir', folder],
      ...['--save', '', '--appendonly', 'yes', '--appendfsync', 'no', '--repl-diskless-sync-delay', '0'],
      ...(replicaOf ? ['--replicaof', '127.0.0.1', String(replicaOf.port)] : []),
    ],
    hello: 'PING\r\n',
    greeting: /^\+PONG/,
  });
}
