import type pg from 'pg';

/** The channel that says that `bus.event` has grown or that a durable is free. */
export const busChannel = 'wissil_bus';

/**
 * `bus.append` is the only writer: its lock is held until after the commit has become visible, so seq order is the order in which readers
 * see events, and a reader that saw seq n has seen all that will ever be below n.
 * `bus.acknowledge` need not reach the disk before it returns: an acknowledgement lost in a crash is a redelivery.
 */
const statements = `
CREATE SCHEMA IF NOT EXISTS bus;
CREATE TABLE IF NOT EXISTS bus.event (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id uuid NOT NULL UNIQUE,
  subject text NOT NULL,
  source text NOT NULL,
  occurred_at timestamptz NOT NULL,
  payload json NOT NULL,
  stored_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TABLE IF NOT EXISTS bus.consumer (
  durable text PRIMARY KEY,
  acknowledged_seq bigint NOT NULL DEFAULT 0,
  updated_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE OR REPLACE FUNCTION bus.append(ids uuid[], subjects text[], sources text[], times timestamptz[], payloads text[])
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('wissil.bus.append', 0));
  INSERT INTO bus.event (id, subject, source, occurred_at, payload)
  SELECT e.id, e.subject, e.source, e.time, e.payload::json
  FROM unnest(ids, subjects, sources, times, payloads) WITH ORDINALITY AS e(id, subject, source, time, payload, n)
  ORDER BY e.n
  ON CONFLICT (id) DO NOTHING;
  IF FOUND THEN PERFORM pg_notify('${busChannel}', ''); END IF;
END $$;
CREATE OR REPLACE FUNCTION bus.acknowledge(name text, seq bigint)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('synchronous_commit', 'off', true);
  UPDATE bus.consumer SET acknowledged_seq = seq, updated_at = clock_timestamp() WHERE durable = name AND acknowledged_seq < seq;
END $$;
`;

/** Creates or updates the schema `bus`; safe to run from many processes at once. */
export async function ensureBusSchema(pool: pg.Pool): Promise<void> {
  await pool.query(`BEGIN; SELECT pg_advisory_xact_lock(hashtextextended('wissil.bus.schema', 0)); ${statements} COMMIT`);
}
