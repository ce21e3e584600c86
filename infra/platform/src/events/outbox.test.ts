import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createDatabase, startNats, type TestDatabase, waitFor } from '@wissil/testkit';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createLogger } from '../logging/index.ts';
import {
  createEventBus,
  type DomainEvent,
  type EventBusConfig,
  handleOnce,
  InvalidEventError,
  type OutboxRelay,
  recordEvent,
  startOutboxRelay,
} from './index.ts';
import { OutboxTable } from './outbox-table.ts';
import { type SqlClient, sqlClient } from './sql-client.fixture.ts';

const logger = createLogger({ level: 'silent', name: 'outbox-test' });
const schema = 'ignis';
const migration = await readFile(new URL('outbox-migration.sql', import.meta.url), 'utf8');
const relayProcess = new URL('relay-process.fixture.ts', import.meta.url);

/** Each row of `applied` is one application of one event. */
const tables = `CREATE TABLE build (n int PRIMARY KEY); CREATE TABLE applied (at bigserial, n int NOT NULL);`;

interface Scene {
  database: TestDatabase;
  pool: pg.Pool;
  client: SqlClient;
}

async function openScene(): Promise<Scene> {
  const database = await createDatabase();
  const pool = new pg.Pool({ connectionString: database.url, max: 5, options: `-c search_path=${schema}` });
  pool.on('connect', (client) => client.on('error', () => undefined));
  pool.on('error', () => undefined);
  await pool.query(`CREATE SCHEMA ${schema}`);
  await pool.query(migration + tables);
  return { database, pool, client: sqlClient(pool) };
}

/** Builds n in [from, to), each with its event, each in a transaction of its own. */
async function writeBuilds({ client }: Scene, from: number, to: number): Promise<void> {
  for (let n = from; n < to; n++) {
    await client.$transaction(async (tx) => {
      await tx.query('INSERT INTO build (n) VALUES ($1)', [n]);
      await recordEvent(tx, { subject: 'build.completed', payload: { n } });
    });
  }
}

const applyTo =
  ({ client }: Scene) =>
  (event: DomainEvent): Promise<boolean> =>
    handleOnce(
      client,
      { consumer: 'waypoint-builds', event },
      async (tx) => void (await tx.query('INSERT INTO applied (n) VALUES ($1)', [(event.payload as { n: number }).n])),
    );

const numbers = async ({ pool }: Scene, sql: string): Promise<number[]> => (await pool.query<{ n: number }>(sql)).rows.map(({ n }) => n);
const range = (length: number): number[] => Array.from({ length }, (_, at) => at);

let scene: Scene;
beforeEach(async () => {
  scene = await openScene();
});
afterEach(async () => {
  await scene.pool.end();
  await scene.database[Symbol.asyncDispose]();
});

describe('recordEvent', () => {
  test('[FLOW-3] an event exists if, and only if, its transaction commits', async () => {
    const recorded = await scene.client.$transaction((tx) =>
      recordEvent(tx, { subject: 'build.started', payload: { n: 1, text: 'a\u0000b' } }),
    );
    const failing = scene.client.$transaction(async (tx) => {
      await recordEvent(tx, { subject: 'build.failed', payload: {} });
      throw new Error('the build has no project');
    });
    await expect(failing).rejects.toThrow('the build has no project');
    const { rows } = await scene.pool.query('SELECT event_id, subject, payload, published_at FROM outbox');
    expect(rows).toEqual([
      { event_id: recorded, subject: 'build.started', payload: String.raw`{"n":1,"text":"a\u0000b"}`, published_at: null },
    ]);
  });

  test('[FLOW-3] what could never be published is refused in the transaction', async () => {
    await scene.client.$transaction(async (tx) => {
      await expect(recordEvent(tx, { subject: 'weather.changed', payload: {} })).rejects.toThrow(InvalidEventError);
      await expect(recordEvent(tx, { subject: 'build', payload: {} })).rejects.toThrow(/such as tokens.updated/);
      await expect(recordEvent(tx, { subject: 'build.log', payload: 'x'.repeat(600_000) })).rejects.toThrow(/512 KiB/);
    });
    expect(await numbers(scene, 'SELECT count(*)::int AS n FROM outbox')).toEqual([0]);
  });
});

describe('handleOnce', () => {
  const event: DomainEvent = {
    id: '8a1e3c52-9a0e-4f62-8d4e-0b8f5f6f2c11',
    subject: 'build.completed',
    source: 'ignis',
    occurredAt: '2026-01-01T00:00:00.000Z',
    payload: { n: 7 },
  };

  test('[FLOW-3] deliveries at the same time and later apply an event once; other consumers apply it too', async () => {
    const apply = applyTo(scene);
    const results = await Promise.all([apply(event), apply(event), apply(event)]);
    expect(results.filter(Boolean)).toEqual([true]);
    expect(await apply(event)).toBe(false);
    expect(await handleOnce(scene.client, { consumer: 'another', event }, async () => undefined)).toBe(true);
    expect(await numbers(scene, 'SELECT n FROM applied')).toEqual([7]);
  });

  test('[FLOW-3] an application that fails leaves nothing behind and may be tried again', async () => {
    const failing = handleOnce(scene.client, { consumer: 'waypoint-builds', event }, async (tx) => {
      await tx.query('INSERT INTO applied (n) VALUES (7)', []);
      throw new Error('the environment is locked');
    });
    await expect(failing).rejects.toThrow('the environment is locked');
    expect(await numbers(scene, 'SELECT n FROM applied')).toEqual([]);
    expect(await applyTo(scene)(event)).toBe(true);
  });
});

describe.each(['embedded', 'NATS'])('the relay over the %s bus', (kind) => {
  let nats: Awaited<ReturnType<typeof startNats>> | undefined;
  const relays: OutboxRelay[] = [];
  const children: ChildProcess[] = [];
  beforeAll(async () => {
    nats = kind === 'NATS' ? await startNats() : undefined;
  });
  afterEach(async () => {
    await Promise.all(relays.splice(0).map((relay) => relay.stop()));
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });
  afterAll(() => nats?.[Symbol.asyncDispose]());

  const busConfig = (): EventBusConfig =>
    nats ? { kind: 'nats', url: nats.url, ackWaitMs: 1_000 } : { kind: 'embedded', databaseUrl: scene.database.url };
  const startRelayProcess = (): ChildProcess => {
    const child = fork(relayProcess, [JSON.stringify({ databaseUrl: scene.database.url, schema, bus: busConfig() })]);
    children.push(child);
    return child;
  };

  test(
    '[FLOW-3] 1,000 events outlive kill -9 of the relay and lost connections: each delivered, applied exactly once, in order',
    { timeout: 60_000 },
    async () => {
      const bus = createEventBus(busConfig(), { logger });
      const delivered = new Set<number>();
      const apply = applyTo(scene);
      await bus.consume({
        durable: `waypoint-${kind}`,
        patterns: ['build.*'],
        async handler(event) {
          const { n } = event.payload as { n: number };
          await apply(event);
          const again = delivered.has(n);
          delivered.add(n);
          if (n % 100 === 0 && !again) throw new Error('applied, but not acknowledged');
        },
      });
      try {
        const writing = writeBuilds(scene, 0, 1_000);
        for (const deaths of range(3)) {
          const child = startRelayProcess();
          await waitFor(async () => delivered.size > deaths * 200 + 100, { timeout: 20_000 });
          child.kill('SIGKILL');
          await once(child, 'exit');
        }
        relays.push(startOutboxRelay({ databaseUrl: scene.database.url, schema, source: schema, bus, logger }));
        relays.push(startOutboxRelay({ databaseUrl: scene.database.url, schema, source: schema, bus, logger }));
        await waitFor(async () => delivered.size > 750, { timeout: 20_000 });
        await scene.pool.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name IN ('wissil-outbox-ignis', 'wissil-bus') AND datname = current_database()`,
        );
        await writing;
        await waitFor(() => delivered.size === 1_000, { timeout: 20_000 });
        await waitFor(async () => (await numbers(scene, 'SELECT count(*)::int AS n FROM outbox WHERE published_at IS NULL'))[0] === 0);
        expect(await numbers(scene, 'SELECT n FROM applied ORDER BY at')).toEqual(range(1_000));
      } finally {
        await bus.close();
      }
    },
  );

  test('[FLOW-3] while the bus is down events wait in the outbox; stop() lets the running batch finish', async () => {
    const target = createEventBus(busConfig(), { logger });
    let down = true;
    const published: number[] = [];
    const relay = startOutboxRelay({
      databaseUrl: scene.database.url,
      schema,
      source: schema,
      logger,
      batchSize: 10,
      bus: {
        async publish(events) {
          if (down) throw new Error('the bus is down');
          await target.publish(events);
          published.push(...events.map(({ payload }) => (payload as { n: number }).n));
        },
      },
    });
    relays.push(relay);
    await writeBuilds(scene, 0, 25);
    down = false;
    await waitFor(() => published.length > 0);
    relays.splice(0);
    await relay.stop();
    const marked = await numbers(scene, `SELECT (payload::json->>'n')::int AS n FROM outbox WHERE published_at IS NOT NULL ORDER BY id`);
    expect(published).toEqual(marked);
    await target.close();
  });
});

test('[FLOW-3] old rows of outbox and inbox go, young and unpublished ones stay', async () => {
  await scene.pool.query(`
    INSERT INTO outbox (event_id, subject, payload, occurred_at, published_at) VALUES
      (gen_random_uuid(), 'build.old', '1', now() - interval '9 days', now() - interval '8 days'),
      (gen_random_uuid(), 'build.young', '2', now() - interval '9 days', now() - interval '6 days'),
      (gen_random_uuid(), 'build.waiting', '3', now() - interval '9 days', NULL);
    INSERT INTO inbox (consumer, event_id, handled_at) VALUES ('old', gen_random_uuid(), now() - interval '91 days'), ('young', gen_random_uuid(), now());`);
  await new OutboxTable(scene.pool, { schema, source: schema }).prune();
  const { rows } = await scene.pool.query(`SELECT subject AS kept FROM outbox UNION ALL SELECT consumer FROM inbox`);
  expect(rows.map(({ kept }: { kept: string }) => kept)).toEqual(['build.young', 'build.waiting', 'young']);
});
