import { backOffMs, pause } from './back-off.ts';
import type { BusLogger } from './bus-logger.ts';
import type { EventBus } from './event-bus.ts';
import { OutboxTable } from './outbox-table.ts';
import { openPool } from './postgres-connection.ts';
import { PostgresListener } from './postgres-listener.ts';
import { startRetention } from './retention.ts';
import { Wake } from './wake.ts';

/** How long a lost notification can delay an event. */
const sweepMs = 2_000;
const failureBackOff = { firstMs: 100, longestMs: 5_000 };

export interface OutboxRelayOptions {
  databaseUrl: string;
  /** The PostgreSQL schema that has the tables `outbox` and `inbox`. */
  schema: string;
  /** The subgraph's name, which its events carry. */
  source: string;
  bus: Pick<EventBus, 'publish'>;
  logger: BusLogger;
  /** Events that one transaction claims, and that are in memory at once; default 100. */
  batchSize?: number;
}

export interface OutboxRelay {
  /** Resolves when the running batch is published and marked. */
  stop(): Promise<void>;
}

/**
 * Publishes the outbox of one schema in the order of its ids, for as long as it runs; of several relays of one schema, one works at a time.
 * An event is marked in the transaction that claims it, after the bus has stored it: a relay that dies in between publishes it again with
 * the same id. Hourly it prunes what is old from outbox and inbox.
 */
export function startOutboxRelay(options: OutboxRelayOptions): OutboxRelay {
  const { databaseUrl, schema, source, bus, logger, batchSize = 100 } = options;
  const name = `wissil-outbox-${schema}`;
  const pool = openPool({ databaseUrl, name }, { max: 2, logger });
  const listener = new PostgresListener({ databaseUrl, name, logger });
  const table = new OutboxTable(pool, { schema, source });
  const wake = new Wake();
  const stopping = new AbortController();
  const { signal } = stopping;
  const stopRetention = startRetention(() => table.prune(), { what: `outbox and inbox of ${schema}`, logger });
  listener.onConnect(() => wake.set());
  listener.listenOnceConnected(`outbox_${schema}`, () => wake.set());

  const run = async (): Promise<void> => {
    for (let failures = 0; !signal.aborted;) {
      try {
        const relayed = await table.relayBatch(batchSize, (events) => bus.publish(events));
        failures = 0;
        if (relayed < batchSize) await wake.wait(sweepMs, signal);
      } catch (error) {
        failures++;
        logger.warn({ err: error, schema, failures }, 'the outbox relay could not publish; the events wait and are tried again');
        await pause(backOffMs(failures, failureBackOff), signal);
      }
    }
  };
  const running = run();
  return {
    async stop() {
      stopping.abort();
      await Promise.all([running, stopRetention()]);
      await listener.close();
      await pool.end();
    },
  };
}
