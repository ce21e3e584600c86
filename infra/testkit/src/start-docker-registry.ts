import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { startServerProcess } from './start-server-process.ts';
import type { TestServer } from './test-server.ts';

/** Debian's docker-registry: somebody else's registry. */
export async function startDockerRegistry(): Promise<TestServer> {
  const port = await freePort();
  return startServerProcess({
    url: `http://127.0.0.1:${port}`,
    port,
    command: 'docker-registry',
    arguments(folder) {
      const config = join(folder, 'config.yml');
      const settings = {
        version: 0.1,
        storage: { filesystem: { rootdirectory: join(folder, 'data') } },
        http: { addr: `127.0.0.1:${port}` },
      };
      writeFileSync(config, JSON.stringify(settings));
      return ['serve', config];
    },
    hello: 'GET /v2/ HTTP/1.0\r\n\r\n',
    greeting: /^HTTP\/1\.. 200/,
  });
}
