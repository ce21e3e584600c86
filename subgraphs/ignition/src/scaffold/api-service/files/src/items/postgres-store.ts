// [only database.postgresql]
import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import type { ItemStore } from './item-store.ts';
import type { Item, ItemChange, NewItem } from './item.ts';

/** Applied at every start; each statement changes nothing where it has run before. */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS item (
    id uuid PRIMARY KEY,
    title text NOT NULL,
    note text,
    done boolean NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE INDEX IF NOT EXISTS item_newest ON item (created_at DESC, id);
`;

/** Held while the schema is applied, so that replicas that start together do not meet. */
const SCHEMA_LOCK = 4_711;

interface Row {
  id: string;
  title: string;
  note: string | null;
  done: boolean;
  created_at: Date;
  updated_at: Date;
}

export class PostgresStore implements ItemStore {
  readonly #pool: Pool;

  private constructor(pool: Pool) {
    this.#pool = pool;
  }

  static async open(url: string): Promise<PostgresStore> {
    const pool = new Pool({ connectionString: url, max: 10 });
    // An idle connection that breaks is replaced at the next query.
    pool.on('error', (error) => console.error(`PostgreSQL: ${error.message}`));
    await pool.query(`BEGIN; SELECT pg_advisory_xact_lock(${SCHEMA_LOCK}); ${SCHEMA} COMMIT;`);
    return new PostgresStore(pool);
  }

  async list({ done }: { done?: boolean }): Promise<Item[]> {
    const { rows } = await this.#pool.query<Row>(
      'SELECT * FROM item WHERE $1::boolean IS NULL OR done = $1 ORDER BY created_at DESC, id LIMIT 1000',
      [done ?? null],
    );
    return rows.map(itemOf);
  }

  async read(id: string): Promise<Item | null> {
    return this.#one('SELECT * FROM item WHERE id = $1', [id]);
  }

  async create({ title, note, done }: NewItem): Promise<Item> {
    const values = [randomUUID(), title, note, done];
    const { rows } = await this.#pool.query<Row>('INSERT INTO item (id, title, note, done) VALUES ($1, $2, $3, $4) RETURNING *', values);
    return itemOf(rows[0] as Row);
  }

  async change(id: string, { title, note, done }: ItemChange): Promise<Item | null> {
    return this.#one(
      `UPDATE item SET title = coalesce($2, title), note = CASE WHEN $3 THEN $4 ELSE note END, done = coalesce($5, done), updated_at = now()
       WHERE id = $1 RETURNING *`,
      [id, title ?? null, note !== undefined, note ?? null, done ?? null],
    );
  }

  async delete(id: string): Promise<boolean> {
    const { rowCount } = await this.#pool.query('DELETE FROM item WHERE id = $1', [id]);
    return rowCount === 1;
  }

  async check(): Promise<string> {
    await this.#pool.query('SELECT 1');
    return 'postgresql';
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  async #one(sql: string, values: unknown[]): Promise<Item | null> {
    const { rows } = await this.#pool.query<Row>(sql, values);
    return rows[0] ? itemOf(rows[0]) : null;
  }
}

function itemOf({ id, title, note, done, created_at, updated_at }: Row): Item {
  return { id, title, note, done, createdAt: created_at.toISOString(), updatedAt: updated_at.toISOString() };
}
