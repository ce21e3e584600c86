import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { connect } from '@nats-io/transport-node';
import { createDatabase, sharedNats, sharedRedis, waitFor } from '@wissil/testkit';
import { Redis } from 'ioredis';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { newProject } from './new-project.ts';
import { getFromSocket, sendToSocket } from './socket-request.ts';

const PROJECT_MS = 300_000;
const START_MS = 20_000;

describe('[IGNI-3] what else can be chosen', () => {
  it.each([
    [
      'nextjs-application',
      {
        libraries: ['urql', 'zod', 'react-hook-form', 'next-intl', 'recharts'],
        tokenFormat: 'css',
        healthPath: '/healthz',
        tokenGroups: ['colors'],
      },
    ],
    [
      'component-library',
      {
        tools: ['axe', 'size-limit', 'changesets'],
        moduleFormat: 'dual',
        tokenFormat: 'typescript',
        registry: 'npm',
        packageScope: '@aurora',
      },
    ],
  ])(
    '%s with %j is as green as its default, and as well',
    async (slug, inputs) => {
      await using project = await newProject(slug, inputs);
      await project.install();
      for (const phase of ['lint', 'types', 'test', 'build'] as const) await project.run(phase);
      const { socketPath, kill } = await project.start();
      try {
        const health = await waitFor(() => getFromSocket(socketPath, project.manifest.healthPath), { timeout: START_MS, what: slug });
        expect(health.status).toBe(200);
        expect((await getFromSocket(socketPath, '/')).status).toBe(200);
      } finally {
        await kill();
      }
    },
    PROJECT_MS,
  );

  it(
    'a service keeps its items in PostgreSQL, caches them in Redis, tells NATS, and is traced',
    async () => {
      await using project = await newProject('api-service', {
        apiStyle: 'rest',
        database: 'postgresql',
        features: ['redis', 'nats', 'metrics', 'tracing'],
        emailTokens: true,
      });
      await project.install();
      for (const phase of ['lint', 'types', 'test', 'build'] as const) await project.run(phase);

      await using database = await createDatabase();
      const [redisServer, natsServer] = await Promise.all([sharedRedis(), sharedNats()]);
      await using collector = await traceCollector();
      await using client = await openClients({ database: database.url, redis: redisServer.url, nats: natsServer.url });
      const env = {
        DATABASE_URL: database.url,
        REDIS_URL: redisServer.url,
        NATS_URL: natsServer.url,
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      };
      const first = await project.startOnHost(env);
      const second = await project.startOnHost(env);
      try {
        for (const { socketPath, output } of [first, second]) {
          const health = await waitFor(() => getFromSocket(socketPath, '/health'), { timeout: START_MS, what: 'the service' }).catch(
            (error: unknown) => {
              throw new Error(output(), { cause: error });
            },
          );
          expect(JSON.parse(health.body)).toEqual({ status: 'ok', store: 'postgresql' });
        }
        const created = JSON.parse((await sendToSocket(first.socketPath, 'POST', '/api/items', { title: 'Kept' })).body) as { id: string };
        expect(await client.titles()).toEqual(['Kept']);
        expect(await client.event(created.id)).toBe('aurora-shop.item.created');
        // What one replica has written the other reads, also after the first was killed.
        await first.kill();
        expect(JSON.parse((await getFromSocket(second.socketPath, `/api/items/${created.id}`)).body)).toEqual(created);
        expect(JSON.parse((await client.cached(created.id)) ?? '')).toEqual(created);
        expect((await sendToSocket(second.socketPath, 'PATCH', `/api/items/${created.id}`, { done: true })).status).toBe(200);
        expect(await client.cached(created.id)).toBeNull();
        expect((await getFromSocket(second.socketPath, '/metrics')).body).toContain(
          'http_request_duration_seconds_count{method="PATCH",status="200"} 1',
        );
        // Spans that wait to be sent are sent at the end.
        expect(await second.stop()).toEqual({ code: 0, signal: null });
        expect(JSON.stringify(collector.received)).toContain(`/api/items/${created.id}`);
      } finally {
        await Promise.all([first.kill(), second.kill()]);
      }
    },
    PROJECT_MS,
  );
});

/** Takes what is sent to a collector of OpenTelemetry. */
async function traceCollector(): Promise<AsyncDisposable & { url: string; received: unknown[] }> {
  const received: unknown[] = [];
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      received.push(body);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The servers as somebody sees them who stands beside the service. */
async function openClients(urls: { database: string; redis: string; nats: string }) {
  const sql = new pg.Client({ connectionString: urls.database });
  await sql.connect();
  const redis = new Redis(urls.redis);
  const nats = await connect({ servers: urls.nats });
  const events: { subject: string; id: string }[] = [];
  nats.subscribe('aurora-shop.item.*', {
    callback: (_error, message) => void events.push({ subject: message.subject, id: message.json<{ id: string }>().id }),
  });
  await nats.flush();
  return {
    titles: async () => (await sql.query<{ title: string }>('SELECT title FROM item')).rows.map(({ title }) => title),
    cached: (id: string) => redis.get(`item:${id}`),
    event: async (id: string) => (await waitFor(() => events.find((event) => event.id === id), { what: 'the event' })).subject,
    async [Symbol.asyncDispose]() {
      redis.disconnect();
      await Promise.all([sql.end(), nats.close()]);
    },
  };
}
