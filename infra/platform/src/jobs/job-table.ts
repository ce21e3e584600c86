import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { encodePayload } from '../events/domain-event.ts';
import type { JobFailure } from './job.ts';

/** A job that a worker has taken. */
export interface ClaimedJob {
  id: string;
  kind: string;
  key: string;
  payload: unknown;
  steps: Record<string, unknown>;
  status: 'RUNNING' | 'UNDOING';
  attempts: number;
  starts: number;
  failure: JobFailure | null;
  requested_by: string | null;
}

/** How long a worker's word counts without a sign of life, in seconds. */
export const LEASE_SECONDS = 10;

const KEPT_DAYS = 90;
const PRUNE_BATCH = 1_000;

/** The workers' SQL on the table `job` of one schema. A worker that lost its claim changes nothing. */
export class JobTable {
  readonly #pool: pg.Pool;
  readonly #schema: string;
  readonly #worker: string;

  constructor(pool: pg.Pool, { schema, worker }: { schema: string; worker: string }) {
    this.#pool = pool;
    this.#schema = pg.escapeIdentifier(schema);
    this.#worker = worker;
  }

  /** The job that has waited longest, taken; undefined where none is due. */
  async claim(kinds: readonly string[]): Promise<ClaimedJob | undefined> {
    const { rows } = await this.#pool.query<Omit<ClaimedJob, 'payload'> & { payload: string }>(
      `UPDATE ${this.#schema}.job SET status = CASE status WHEN 'UNDOING' THEN status ELSE 'RUNNING' END, worker = $1, starts = starts + 1,
         lease_expires_at = clock_timestamp() + make_interval(secs => $3)
       WHERE id = (SELECT id FROM ${this.#schema}.job
         WHERE finished_at IS NULL AND kind = ANY ($2) AND run_at <= clock_timestamp() AND (lease_expires_at IS NULL OR lease_expires_at < clock_timestamp())
         ORDER BY run_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
       RETURNING id, kind, key, payload, steps, status, attempts, starts, failure, requested_by`,
      [this.#worker, kinds, LEASE_SECONDS],
    );
    const row = rows[0];
    return row && { ...row, payload: JSON.parse(row.payload) as unknown };
  }

  /** Milliseconds until a job is due that waits for its time or for the end of a claim; undefined where none does. */
  async nextDueMs(kinds: readonly string[]): Promise<number | undefined> {
    const { rows } = await this.#pool.query<{ ms: number | null }>(
      `SELECT ceil(extract(epoch FROM min(greatest(run_at, lease_expires_at)) - clock_timestamp()) * 1000)::float8 AS ms
       FROM ${this.#schema}.job WHERE finished_at IS NULL AND kind = ANY ($1)`,
      [kinds],
    );
    return rows[0]?.ms ?? undefined;
  }

  /** Renews the claim; false where another worker has the job now. */
  renew({ id }: ClaimedJob): Promise<boolean> {
    return this.#change(id, 'lease_expires_at = clock_timestamp() + make_interval(secs => $3)', [LEASE_SECONDS]);
  }

  /** Keeps the result of a step; false where another worker has the job now. */
  keep({ id }: ClaimedJob, step: string, result: string): Promise<boolean> {
    return this.#change(id, 'steps = steps || jsonb_build_object($3::text, $4::jsonb)', [step, result]);
  }

  /** Gives the job back as if it had never been begun, for a worker that stops. */
  release({ id }: ClaimedJob): Promise<boolean> {
    return this.#change(
      id,
      `status = CASE status WHEN 'UNDOING' THEN status ELSE 'QUEUED' END, worker = NULL, lease_expires_at = NULL, starts = starts - 1`,
      [],
    );
  }

  /** Counts a failure, and has the job run again later. */
  retry({ id }: ClaimedJob, failure: JobFailure, afterMs: number): Promise<boolean> {
    return this.#change(
      id,
      `status = CASE status WHEN 'UNDOING' THEN status ELSE 'QUEUED' END, worker = NULL, lease_expires_at = NULL, attempts = attempts + 1,
       failure = CASE status WHEN 'UNDOING' THEN failure ELSE $3::jsonb END, run_at = clock_timestamp() + make_interval(secs => $4)`,
      [JSON.stringify(failure), afterMs / 1000],
    );
  }

  /** From here on what was done is undone. */
  undo({ id }: ClaimedJob, failure: JobFailure): Promise<boolean> {
    return this.#change(id, `status = 'UNDOING', attempts = attempts + 1, failure = $3::jsonb`, [JSON.stringify(failure)]);
  }

  succeed({ id }: ClaimedJob): Promise<boolean> {
    return this.#change(
      id,
      `status = 'SUCCEEDED', worker = NULL, lease_expires_at = NULL, failure = NULL, finished_at = clock_timestamp()`,
      [],
    );
  }

  /** Ends the job as failed, and tells the administrators, in one transaction. */
  async fail({ id, kind, key, attempts, requested_by: requestedBy }: ClaimedJob, failure: JobFailure, system: string): Promise<boolean> {
    const { message, remedy } = failure;
    const payload = encodePayload('error.critical', { system, operation: kind, subject: key, message, remedy, attempts, requestedBy });
    const { rowCount } = await this.#pool.query(
      `WITH failed AS (
         UPDATE ${this.#schema}.job SET status = 'FAILED', worker = NULL, lease_expires_at = NULL, failure = $3::jsonb, finished_at = clock_timestamp()
         WHERE id = $1 AND worker = $2 AND finished_at IS NULL RETURNING id)
       INSERT INTO ${this.#schema}.outbox (event_id, subject, payload, occurred_at)
       SELECT $4::uuid, 'error.critical', $5::text, clock_timestamp() FROM failed`,
      [id, this.#worker, JSON.stringify(failure), randomUUID(), payload],
    );
    return rowCount === 1;
  }

  /** Deletes one batch of what is old; returns how many rows. */
  async prune(): Promise<number> {
    const { rowCount } = await this.#pool.query(
      `DELETE FROM ${this.#schema}.job WHERE id IN (
         SELECT id FROM ${this.#schema}.job WHERE finished_at < now() - make_interval(days => $1) ORDER BY finished_at LIMIT $2)`,
      [KEPT_DAYS, PRUNE_BATCH],
    );
    return rowCount ?? 0;
  }

  async #change(id: string, assignments: string, values: readonly unknown[]): Promise<boolean> {
    const { rowCount } = await this.#pool.query(
      `UPDATE ${this.#schema}.job SET ${assignments} WHERE id = $1 AND worker = $2 AND finished_at IS NULL`,
      [id, this.#worker, ...values],
    );
    return rowCount === 1;
  }
}
