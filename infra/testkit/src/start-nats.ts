import { freePort } from './free-port.ts';
import { startServerProcess } from './start-server-process.ts';
import type { TestServer } from './test-server.ts';

/** A NATS with JetStream of its own, for tests that stop or kill it; others use `sharedNats`. */
export async function startNats(): Promise<TestServer> {
  const port = await freePort();
  return startServerProcess({
    url: `nats://127.0.0.1:${port}`,
    port,
    command: 'nats-server',
    arguments: (folder) => ['--addr', '127.0.0.1', '--port', String(port), '--jetstream', '--store_dir', folder],
    hello: '',
    greeting: /^INFO /,
  });
}
