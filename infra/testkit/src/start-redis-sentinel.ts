import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { startServerProcess } from './start-server-process.ts';
import type { TestServer } from './test-server.ts';

/** A Redis Sentinel that watches one master under the name `mymaster`, alone enough to fail over within about a second. */
export async function startRedisSentinel({ master }: { master: TestServer }): Promise<TestServer> {
  const port = await freePort();
  return startServerProcess({
    url: `redis+sentinel://127.0.0.1:${port}/mymaster`,
    port,
    command: 'redis-server',
    arguments(folder) {
      const file = join(folder, 'sentinel.conf');
      writeFileSync(
        file,
        [
          `port ${port}`,
          'bind 127.0.0.1',
          `sentinel monitor mymaster 127.0.0.1 ${master.port} 1`,
          'sentinel down-after-milliseconds mymaster 300',
          'sentinel failover-timeout mymaster 2000',
          '',
        ].join('\n'),
      );
      return [file, '--sentinel', '--dir', folder];
    },
    hello: 'PING\r\n',
    greeting: /^\+PONG/,
  });
}
