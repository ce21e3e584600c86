import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { HealthReport } from '@wissil/platform/health';
import type { SubgraphName } from '@wissil/platform/subgraph';
import { freePort } from '@wissil/testkit';

/** Stands for a system on a port of its own; it answers `GET /api/health` with what the test says. */
export interface FakeSystem extends AsyncDisposable {
  url: string;
  readonly requests: number;
  report(changes: Partial<HealthReport>): void;
  /** Keeps requests waiting until the next `start`. */
  hang(): void;
  stop(): Promise<void>;
  start(): Promise<void>;
}

export async function startFakeSystem(name: SubgraphName): Promise<FakeSystem> {
  const port = await freePort();
  let report: HealthReport = { service: name, status: 'up', version: '1.0.0', startedAt: '', checkedAt: '', dependencies: [] };
  let hanging = false;
  let requests = 0;
  let server: Server | undefined;
  const stop = async () => {
    if (!server) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    server = undefined;
    await closed;
  };
  const start = async () => {
    await stop();
    hanging = false;
    server = createServer((_request, response) => {
      requests += 1;
      if (!hanging) response.setHeader('content-type', 'application/json').end(JSON.stringify(report));
    });
    await once(server.listen(port, '127.0.0.1'), 'listening');
  };
  await start();
  return {
    url: `http://127.0.0.1:${port}`,
    get requests() {
      return requests;
    },
    report: (changes) => void (report = { ...report, ...changes }),
    hang: () => void (hanging = true),
    stop,
    start,
    [Symbol.asyncDispose]: stop,
  };
}
