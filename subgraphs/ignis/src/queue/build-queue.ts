import { type Build, Prisma, type PrismaClient } from '../../generated/prisma/client.ts';
import { announce } from '../build/build-events.ts';
import type { BundleResult } from '../bundler/bundle.ts';
import type { SourceFile } from '../bundler/source-files.ts';

/** A build that a worker has taken; `attempt` makes its word worthless once another one has taken it. */
export interface ClaimedBuild {
  id: string;
  number: number;
  entry: string;
  files: SourceFile[];
  attempt: number;
}

/** How long a worker's claim holds without a sign of life, in seconds. */
export const LEASE_SECONDS = 15;

/** A build whose workers die this often is what kills them. */
export const MOST_ATTEMPTS = 3;

/** The queue of builds in PostgreSQL. Every state and its event commit together; a worker that lost its claim changes nothing. */
export class BuildQueue {
  readonly #db: PrismaClient;
  readonly #worker: string;
  /** Builds that this worker has begun and not settled. */
  readonly #begun = new Set<string>();
  #claiming: Promise<unknown> = Promise.resolve();

  constructor(options: { db: PrismaClient; worker: string }) {
    this.#db = options.db;
    this.#worker = options.worker;
  }

  /** The oldest build that nobody works at, taken; undefined where there is none. Calls take turns. */
  claim(): Promise<ClaimedBuild | undefined> {
    const claimed = this.#claiming.then(async () => {
      for (;;) {
        const oldest = await this.#claimOldest();
        if (oldest === 'given up') continue;
        if (oldest) this.#begun.add(oldest.id);
        return oldest;
      }
    });
    this.#claiming = claimed.catch(() => {});
    return claimed;
  }

  #claimOldest(): Promise<ClaimedBuild | 'given up' | undefined> {
    const begun = [...this.#begun];
    return this.#db.$transaction(async (tx) => {
      // A claim of our own that we never began is one whose COMMIT was answered by a broken connection: it does not count as an attempt.
      const rows = await tx.$queryRaw<{ id: string; attempts: number; unbegun: boolean }[]>`
        SELECT "id", "attempts", "status" = 'RUNNING' AND "worker" = ${this.#worker} AND "id" <> ALL(${begun}::text[]) AS "unbegun" FROM "build"
        WHERE "status" = 'QUEUED' OR ("status" = 'RUNNING' AND ("lease_expires_at" < now() OR ("worker" = ${this.#worker} AND "id" <> ALL(${begun}::text[]))))
        ORDER BY "number" LIMIT 1 FOR UPDATE SKIP LOCKED`;
      const row = rows[0];
      if (!row) return undefined;
      if (row.attempts >= MOST_ATTEMPTS && !row.unbegun) {
        const error = `The build was begun ${row.attempts} times and never finished; it is not begun again.`;
        await this.#settle(tx, row.id, { ok: false, error, log: `error: ${error}\n` });
        return 'given up';
      }
      await tx.$executeRaw`
        UPDATE "build" SET "status" = 'RUNNING', "worker" = ${this.#worker}, "attempts" = "attempts" + ${row.unbegun ? 0 : 1}::int, "started_at" = now(),
          "lease_expires_at" = now() + make_interval(secs => ${LEASE_SECONDS}::int) WHERE "id" = ${row.id}`;
      const build = await tx.build.findUniqueOrThrow({ where: { id: row.id } });
      if (!row.unbegun) await announce(tx, build);
      return {
        id: build.id,
        number: build.number,
        entry: build.entry,
        files: build.sources as unknown as SourceFile[],
        attempt: build.attempts,
      };
    });
  }

  /** Renews the claim; false where another worker has the build now. */
  async renew({ id, attempt }: ClaimedBuild): Promise<boolean> {
    const renewed = await this.#db.$executeRaw`
      UPDATE "build" SET "lease_expires_at" = now() + make_interval(secs => ${LEASE_SECONDS}::int)
      WHERE "id" = ${id} AND "worker" = ${this.#worker} AND "attempts" = ${attempt} AND "status" = 'RUNNING'`;
    return renewed === 1;
  }

  /** Writes the result; false where another worker has the build now. */
  async finish(claimed: ClaimedBuild, result: BundleResult): Promise<boolean> {
    const finished = await this.#db.$transaction(async (tx) => {
      if (!(await this.#holds(tx, claimed))) return false;
      await this.#settle(tx, claimed.id, result);
      return true;
    });
    this.#begun.delete(claimed.id);
    return finished;
  }

  /** Gives the build back as if it had never been taken, for a worker that stops. */
  async release(claimed: ClaimedBuild): Promise<boolean> {
    const released = await this.#db.$transaction(async (tx) => {
      if (!(await this.#holds(tx, claimed))) return false;
      const data = { status: 'QUEUED', worker: null, leaseExpiresAt: null, startedAt: null, attempts: { decrement: 1 } } as const;
      await announce(tx, await tx.build.update({ where: { id: claimed.id }, data }));
      return true;
    });
    this.#begun.delete(claimed.id);
    return released;
  }

  async #holds(tx: Prisma.TransactionClient, { id, attempt }: ClaimedBuild): Promise<boolean> {
    const rows = await tx.$queryRaw<unknown[]>`
      SELECT 1 FROM "build" WHERE "id" = ${id} AND "worker" = ${this.#worker} AND "attempts" = ${attempt} AND "status" = 'RUNNING' FOR UPDATE`;
    return rows.length === 1;
  }

  /** A finished build's sources go. */
  async #settle(tx: Prisma.TransactionClient, id: string, result: BundleResult): Promise<Build> {
    const outcome = result.ok
      ? { status: 'SUCCEEDED' as const, metrics: result.metrics as unknown as Prisma.InputJsonObject, digest: result.digest }
      : { status: 'FAILED' as const, error: result.error };
    // By PostgreSQL's clock, as the start was.
    await tx.$executeRaw`
      UPDATE "build" SET "finished_at" = clock_timestamp(), "duration_ms" = round(extract(epoch FROM clock_timestamp() - "started_at") * 1000, 3)::float8
      WHERE "id" = ${id}`;
    const data = { ...outcome, log: result.log, worker: null, leaseExpiresAt: null, sources: Prisma.DbNull };
    const build = await tx.build.update({ where: { id }, data });
    await announce(tx, build);
    return build;
  }
}
