import type pg from 'pg';
import type { InboxClient, InboxTransaction } from './inbox.ts';
import type { OutboxTransaction } from './outbox.ts';

/** What a Prisma transaction client offers to outbox and inbox, as plain SQL, and `query` for the tables of the test. */
interface SqlTransaction extends InboxTransaction, OutboxTransaction {
  query(sql: string, values: unknown[]): Promise<unknown>;
}

export type SqlClient = InboxClient<SqlTransaction>;

export function sqlClient(pool: pg.Pool): SqlClient {
  return {
    async $transaction(run) {
      const connection = await pool.connect();
      try {
        await connection.query('BEGIN');
        const result = await run(transactionOf(connection));
        await connection.query('COMMIT');
        return result;
      } catch (error) {
        await connection.query('ROLLBACK');
        throw error;
      } finally {
        connection.release();
      }
    },
  };
}

function transactionOf(connection: pg.PoolClient): SqlTransaction {
  return {
    query: (sql, values) => connection.query(sql, values),
    outboxEvent: {
      create: ({ data }) =>
        connection.query('INSERT INTO outbox (event_id, subject, payload, occurred_at) VALUES ($1, $2, $3, $4)', [
          data.eventId,
          data.subject,
          data.payload,
          data.occurredAt,
        ]),
    },
    inboxEvent: {
      async createMany({ data }) {
        const values = [data.map(({ consumer }) => consumer), data.map(({ eventId }) => eventId)];
        const { rowCount } = await connection.query(
          'INSERT INTO inbox (consumer, event_id) SELECT * FROM unnest($1::text[], $2::uuid[]) ON CONFLICT DO NOTHING',
          values,
        );
        return { count: rowCount ?? 0 };
      },
    },
  };
}
