import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestProject } from 'vitest/node';
import type { SharedServerName } from './shared-servers.ts';
import { startNats } from './start-nats.ts';
import { startPostgres } from './start-postgres.ts';
import { startRedis } from './start-redis.ts';
import type { TestServer } from './test-server.ts';

const STARTERS: Readonly<Record<SharedServerName, () => Promise<TestServer>>> = {
  nats: startNats,
  postgres: startPostgres,
  redis: startRedis,
};

/** One PostgreSQL, one Redis and one NATS for a whole run, each started when a test first asks for it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const running = new Map<string, Promise<TestServer>>();
  const starter = createServer((request, response) => {
    const name = request.url?.slice(1) as SharedServerName;
    const server = running.get(name) ?? STARTERS[name]();
    running.set(name, server);
    server.then(
      ({ url }) => response.end(url),
      (error: Error) => response.writeHead(500).end(error.message),
    );
  });
  await once(starter.listen(0, '127.0.0.1'), 'listening');
  const { port } = starter.address() as AddressInfo;
  project.provide('sharedServers', `http://127.0.0.1:${port}/`);
  return async () => {
    starter.close();
    starter.closeAllConnections();
    const servers = await Promise.allSettled([...running.values()]);
    const started = servers.filter((server) => server.status === 'fulfilled');
    await Promise.all(started.map((server) => server.value[Symbol.asyncDispose]()));
  };
}
