import pg from 'pg';
import type { DomainEvent } from './event-bus.ts';
import { keptDays, pruneBatch } from './retention.ts';

/** An event redelivered after its inbox row is gone would be applied again, so the inbox remembers longer than any log of events. */
const inboxKeptDays = 90;

interface OutboxRecord {
  id: string;
  event_id: string;
  subject: string;
  payload: string;
  occurred_at: Date;
}

/** The relay's SQL on the tables `outbox` and `inbox` of one schema. */
export class OutboxTable {
  readonly #pool: pg.Pool;
  readonly #schema: string;
  readonly #source: string;

  constructor(pool: pg.Pool, { schema, source }: { schema: string; source: string }) {
    this.#pool = pool;
    this.#schema = pg.escapeIdentifier(schema);
    this.#source = source;
  }

  /**
   * Claims the oldest unpublished events, hands them to `publish` in order, and marks them once it has resolved, all in one transaction.
   * @returns how many; 0 also while another relay of this schema is at work.
   */
  async relayBatch(limit: number, publish: (events: DomainEvent[]) => Promise<void>): Promise<number> {
    const client = await this.#pool.connect();
    let failure: Error | undefined;
    // A connection that dies while the bus works tells its error by this event; the next statement then fails.
    const onError = (error: Error): void => void (failure = error);
    client.on('error', onError);
    try {
      await client.query('BEGIN');
      const records = await this.#claim(client, limit);
      if (records.length > 0) {
        await publish(records.map((record) => this.#toEvent(record)));
        await client.query(`UPDATE ${this.#schema}.outbox SET published_at = clock_timestamp() WHERE id = ANY ($1::bigint[])`, [
          records.map(({ id }) => id),
        ]);
      }
      await client.query('COMMIT');
      return records.length;
    } catch (error) {
      failure = error as Error;
      await client.query('ROLLBACK').catch(() => undefined);
      throw error;
    } finally {
      client.off('error', onError);
      client.release(failure);
    }
  }

  /** Deletes one batch of what is old; returns how many rows. */
  async prune(): Promise<number> {
    const outbox = await this.#pool.query(
      `DELETE FROM ${this.#schema}.outbox WHERE id IN (
         SELECT id FROM ${this.#schema}.outbox WHERE published_at < now() - make_interval(days => $1) ORDER BY published_at LIMIT $2)`,
      [keptDays, pruneBatch],
    );
    const inbox = await this.#pool.query(
      `DELETE FROM ${this.#schema}.inbox WHERE ctid = ANY (ARRAY(
         SELECT ctid FROM ${this.#schema}.inbox WHERE handled_at < now() - make_interval(days => $1) ORDER BY handled_at LIMIT $2))`,
      [inboxKeptDays, pruneBatch],
    );
    return Math.max(outbox.rowCount ?? 0, inbox.rowCount ?? 0);
  }

  async #claim(client: pg.PoolClient, limit: number): Promise<OutboxRecord[]> {
    const lock = await client.query<{ held: boolean }>(
      `SELECT pg_try_advisory_xact_lock(hashtextextended('wissil.outbox.' || $1, 0)) AS held`,
      [this.#schema],
    );
    if (!lock.rows[0]?.held) return [];
    const { rows } = await client.query<OutboxRecord>(
      `SELECT id, event_id, subject, payload, occurred_at FROM ${this.#schema}.outbox WHERE published_at IS NULL ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED`,
      [limit],
    );
    return rows;
  }

  #toEvent(record: OutboxRecord): DomainEvent {
    return {
      id: record.event_id,
      subject: record.subject,
      source: this.#source,
      occurredAt: record.occurred_at.toISOString(),
      payload: JSON.parse(record.payload) as unknown,
    };
  }
}
