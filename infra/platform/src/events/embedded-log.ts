import type pg from 'pg';
import type { EncodedEvent } from './domain-event.ts';
import type { DomainEvent } from './event-bus.ts';
import { patternToRegex } from './subject.ts';

export interface StoredEvent {
  seq: number;
  event: DomainEvent;
}

interface EventRow {
  seq: string;
  id: string;
  subject: string;
  source: string;
  occurred_at: Date;
  payload: unknown;
}

/** The SQL of the embedded bus's log. */
export class EmbeddedLog {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async append(events: readonly EncodedEvent[]): Promise<void> {
    await this.#pool.query('SELECT bus.append($1, $2, $3, $4, $5)', [
      events.map(({ id }) => id),
      events.map(({ subject }) => subject),
      events.map(({ source }) => source),
      events.map(({ occurredAt }) => occurredAt),
      events.map(({ payload }) => payload),
    ]);
  }

  /** The seq of the newest event, 0 where there is none. */
  async head(): Promise<number> {
    const { rows } = await this.#pool.query<{ head: string }>('SELECT coalesce(max(seq), 0) AS head FROM bus.event');
    return Number(rows[0]?.head);
  }

  /** In seq order, at most `limit`, those after `seq` that one of the patterns stands for. */
  async readAfter(seq: number, { patterns, limit }: { patterns: readonly string[]; limit: number }): Promise<StoredEvent[]> {
    const { rows } = await this.#pool.query<EventRow>({
      name: 'bus-read-after',
      text: 'SELECT seq, id, subject, source, occurred_at, payload FROM bus.event WHERE seq > $1 AND subject ~ ANY ($2::text[]) ORDER BY seq LIMIT $3',
      values: [seq, patterns.map(patternToRegex), limit],
    });
    return rows.map((row) => ({
      seq: Number(row.seq),
      event: { id: row.id, subject: row.subject, source: row.source, occurredAt: row.occurred_at.toISOString(), payload: row.payload },
    }));
  }

  /** The seq that the durable acknowledged last; a new durable starts at 0, before the oldest event kept. */
  async acknowledged(durable: string): Promise<number> {
    await this.#pool.query('INSERT INTO bus.consumer (durable) VALUES ($1) ON CONFLICT DO NOTHING', [durable]);
    const { rows } = await this.#pool.query<{ seq: string }>('SELECT acknowledged_seq AS seq FROM bus.consumer WHERE durable = $1', [
      durable,
    ]);
    return Number(rows[0]?.seq ?? 0);
  }

  async acknowledge(durable: string, seq: number): Promise<void> {
    await this.#pool.query({ name: 'bus-acknowledge', text: 'SELECT bus.acknowledge($1, $2)', values: [durable, seq] });
  }

  /** Deletes at most `limit` events that all durables have acknowledged and that are older than `days`; returns how many. */
  async prune({ days, limit }: { days: number; limit: number }): Promise<number> {
    const { rowCount } = await this.#pool.query(
      `DELETE FROM bus.event WHERE seq IN (
         SELECT seq FROM bus.event
         WHERE seq <= coalesce((SELECT min(acknowledged_seq) FROM bus.consumer), 9223372036854775807) AND stored_at < now() - make_interval(days => $1)
         ORDER BY seq LIMIT $2)`,
      [days, limit],
    );
    return rowCount ?? 0;
  }
}
