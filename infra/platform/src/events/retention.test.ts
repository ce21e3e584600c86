import { randomUUID } from 'node:crypto';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { createDatabase, startNats, waitFor } from '@wissil/testkit';
import pg from 'pg';
import { expect, test } from 'vitest';
import { createLogger } from '../logging/index.ts';
import { EmbeddedLog } from './embedded-log.ts';
import { createEventBus, type DomainEvent, type EventBus } from './index.ts';
import { purgeAcknowledged } from './nats-retention.ts';
import { streamName } from './nats-stream.ts';

const logger = createLogger({ level: 'silent', name: 'retention-test' });
const events = (count: number): DomainEvent[] =>
  Array.from({ length: count }, (_, n) => ({
    id: randomUUID(),
    subject: 'build.done',
    source: 'ignis',
    occurredAt: new Date().toISOString(),
    payload: n,
  }));

/** Two durables have seen all ten events; a third one stands at the event with payload 6. */
async function standAtSix(bus: EventBus): Promise<void> {
  const seen = new Map<string, number>();
  for (const durable of ['quick', 'other']) {
    await bus.consume({ durable, patterns: ['build.>'], handler: async ({ payload }) => void seen.set(durable, payload as number) });
  }
  await bus.consume({
    durable: 'slow',
    patterns: ['build.>'],
    async handler({ payload }) {
      seen.set('slow', payload as number);
      if (payload === 6) throw new Error('not yet');
    },
  });
  await bus.publish(events(10));
  await waitFor(() => seen.get('quick') === 9 && seen.get('other') === 9 && seen.get('slow') === 6);
}

test('[FLOW-3] the embedded log lets go of what is old and acknowledged by all durables, in batches', async () => {
  await using database = await createDatabase();
  const pool = new pg.Pool({ connectionString: database.url });
  pool.on('connect', (client) => client.on('error', () => undefined));
  const bus = createEventBus({ kind: 'embedded', databaseUrl: database.url }, { logger });
  try {
    await standAtSix(bus);
    const log = new EmbeddedLog(pool);
    expect(await log.prune({ days: 7, limit: 100 })).toBe(0);
    await pool.query(`UPDATE bus.event SET stored_at = now() - interval '8 days'`);
    expect(await log.prune({ days: 7, limit: 4 })).toBe(4);
    await waitFor(async () => (await log.prune({ days: 7, limit: 4 })) === 2);
    const { rows } = await pool.query<{ payload: number }>('SELECT payload FROM bus.event ORDER BY seq');
    expect(rows.map(({ payload }) => payload)).toEqual([6, 7, 8, 9]);
  } finally {
    await bus.close();
    await pool.end();
  }
});

test('[FLOW-3] the NATS stream lets go of what is old and acknowledged by all durables', async () => {
  await using server = await startNats();
  const bus = createEventBus({ kind: 'nats', url: server.url }, { logger });
  const connection = await connect({ servers: server.url });
  try {
    await standAtSix(bus);
    const manager = await jetstreamManager(connection);
    expect(await purgeAcknowledged(manager, { days: 7 })).toBe(0);
    // Negative: everything stored until tomorrow counts as old.
    expect(await purgeAcknowledged(manager, { days: -1 })).toBe(6);
    const { state } = await manager.streams.info(streamName);
    expect([state.first_seq, state.last_seq]).toEqual([7, 10]);
  } finally {
    await connection.close();
    await bus.close();
  }
});
