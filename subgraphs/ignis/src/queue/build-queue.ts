import { recordEvent } from '@wissil/platform/events';
import { newId } from '@wissil/platform/graphql';
import { type Artifact, type Build, type BuildKind, Prisma, type PrismaClient } from '../../generated/prisma/client.ts';
import { announce } from '../build/build-events.ts';
import type { BuildMetrics } from '../pipeline/build-metrics.ts';
import type { EndedPhase } from '../pipeline/build-phase.ts';
import type { Suggestion } from '../pipeline/suggestion.ts';

/** A build that a worker has taken; `attempt` makes its word worthless once another one has taken it. */
export interface ClaimedBuild {
  id: string;
  number: number;
  entry: string;
  projectId: string | null;
  commit: string | null;
  branch: string | null;
  sources: unknown;
  attempt: number;
}

/** How far a project's build is. */
export interface BuildProgress {
  commit: string | null;
  phase: string | null;
  phases: readonly EndedPhase[];
  log: string;
}

/** How a build ended. What a project's has beyond a component's is optional. */
export type BuildOutcome = (
  | { ok: true; metrics: BuildMetrics; digest: string; artifact?: ProducedArtifact; suggestions?: readonly Suggestion[] }
  | { ok: false; error: string }
) & {
  log: string;
  commit?: string | null;
  phase?: string | null;
  phases?: readonly EndedPhase[];
  inputHash?: string;
  reusedFromId?: string;
  /** A fault of the installation, and not of what is built, for the administrators. */
  incident?: { attempts: number; remedy: string };
};

type ProducedArtifact = Pick<Artifact, 'digest' | 'sizeBytes' | 'command' | 'healthPath'>;

/** How long a worker's claim holds without a sign of life, in seconds. */
export const LEASE_SECONDS = 15;

/** A build whose workers die this often is what kills them. */
export const MOST_ATTEMPTS = 3;

/** The queue of builds in PostgreSQL. Every state and its event commit together; a worker that lost its claim changes nothing. */
export class BuildQueue {
  readonly #db: PrismaClient;
  readonly #worker: string;
  readonly #kind: BuildKind;
  /** Builds that this worker has begun and not settled. */
  readonly #begun = new Set<string>();
  #claiming: Promise<unknown> = Promise.resolve();

  constructor(options: { db: PrismaClient; worker: string; kind: BuildKind }) {
    this.#db = options.db;
    this.#worker = options.worker;
    this.#kind = options.kind;
  }

  /** The oldest build that nobody works at, taken; undefined where there is none. Calls take turns. */
  claim(): Promise<ClaimedBuild | undefined> {
    const claimed = this.#claiming.then(async () => {
      for (;;) {
        const oldest = await this.#claimOldest();
        if (oldest === 'settled') continue;
        if (oldest) this.#begun.add(oldest.id);
        return oldest;
      }
    });
    this.#claiming = claimed.catch(() => {});
    return claimed;
  }

  #claimOldest(): Promise<ClaimedBuild | 'settled' | undefined> {
    const begun = [...this.#begun];
    return this.#db.$transaction(async (tx) => {
      // A claim of our own that we never began is one whose COMMIT was answered by a broken connection: it does not count as an attempt.
      const rows = await tx.$queryRaw<{ id: string; attempts: number; unbegun: boolean; cancelledBy: string | null }[]>`
        SELECT "id", "attempts", "status" = 'RUNNING' AND "worker" = ${this.#worker} AND "id" <> ALL(${begun}::text[]) AS "unbegun",
          "cancelled_by" AS "cancelledBy" FROM "build"
        WHERE "kind" = ${this.#kind}::"BuildKind" AND ("status" = 'QUEUED' OR "status" = 'RUNNING' AND ("lease_expires_at" < now() OR ("worker" = ${this.#worker} AND "id" <> ALL(${begun}::text[]))))
        ORDER BY "number" LIMIT 1 FOR UPDATE SKIP LOCKED`;
      const row = rows[0];
      if (!row) return undefined;
      if (row.cancelledBy !== null) {
        await this.#settle(tx, row.id, cancelled(row.cancelledBy));
        return 'settled';
      }
      if (row.attempts >= MOST_ATTEMPTS && !row.unbegun) {
        const error = `The build was begun ${row.attempts} times and never finished; it is not begun again.`;
        await this.#settle(tx, row.id, { ok: false, error, log: `error: ${error}\n` });
        return 'settled';
      }
      await tx.$executeRaw`
        UPDATE "build" SET "status" = 'RUNNING', "worker" = ${this.#worker}, "attempts" = "attempts" + ${row.unbegun ? 0 : 1}::int, "started_at" = now(),
          "lease_expires_at" = now() + make_interval(secs => ${LEASE_SECONDS}::int), "phase" = NULL, "phases" = '[]' WHERE "id" = ${row.id}`;
      await tx.buildLog.deleteMany({ where: { buildId: row.id } });
      const build = await tx.build.findUniqueOrThrow({ where: { id: row.id } });
      if (!row.unbegun) await announce(tx, build);
      return {
        id: build.id,
        number: build.number,
        entry: build.entry,
        projectId: build.projectId,
        commit: build.commit,
        branch: build.branch,
        sources: build.sources,
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

  /** Tells how far it is; false where another worker has the build now. */
  progress(claimed: ClaimedBuild, { log, phases, ...progress }: BuildProgress): Promise<boolean> {
    return this.#db.$transaction(async (tx) => {
      if (!(await this.#holds(tx, claimed))) return false;
      await writeLog(tx, claimed.id, log);
      const data = { ...progress, phases: phases as unknown as Prisma.InputJsonArray };
      await announce(tx, await tx.build.update({ where: { id: claimed.id }, data }));
      return true;
    });
  }

  /** Keeps what the log says so far, for those who come to see it; tells nobody. */
  async keepLog(claimed: ClaimedBuild, log: string): Promise<void> {
    await this.#db.$transaction(async (tx) => {
      if (await this.#holds(tx, claimed)) await writeLog(tx, claimed.id, log);
    });
  }

  /** Who does not want it any more, if anybody. */
  async cancelledBy({ id }: ClaimedBuild): Promise<string | null> {
    return (await this.#db.build.findUnique({ where: { id }, select: { cancelledBy: true } }))?.cancelledBy ?? null;
  }

  /** Writes the result; false where another worker has the build now. */
  async finish(claimed: ClaimedBuild, result: BuildOutcome): Promise<boolean> {
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
  async #settle(tx: Prisma.TransactionClient, id: string, result: BuildOutcome): Promise<Build> {
    const { phase = null, phases, inputHash, reusedFromId, commit, incident } = result;
    const outcome = result.ok
      ? {
          status: 'SUCCEEDED' as const,
          metrics: result.metrics as unknown as Prisma.InputJsonObject,
          digest: result.digest,
          suggestions: (result.suggestions ?? []) as unknown as Prisma.InputJsonArray,
          artifactId: result.artifact ? await artifactId(tx, result.artifact) : null,
        }
      : { status: 'FAILED' as const, error: result.error };
    // By PostgreSQL's clock, as the start was.
    await tx.$executeRaw`
      UPDATE "build" SET "finished_at" = clock_timestamp(), "duration_ms" = round(extract(epoch FROM clock_timestamp() - "started_at") * 1000, 3)::float8
      WHERE "id" = ${id}`;
    await writeLog(tx, id, result.log);
    const data: Prisma.BuildUncheckedUpdateInput = {
      ...outcome,
      phase,
      ...(phases && { phases: phases as unknown as Prisma.InputJsonArray }),
      ...(commit !== undefined && { commit }),
      ...(inputHash !== undefined && { inputHash }),
      ...(reusedFromId !== undefined && { reusedFromId }),
      worker: null,
      leaseExpiresAt: null,
      sources: Prisma.DbNull,
    };
    const build = await tx.build.update({ where: { id }, data });
    await announce(tx, build);
    if (!result.ok && incident) await reportIncident(tx, build, { message: result.error, ...incident });
    return build;
  }
}

/** Content that has been produced before is the same artifact. */
async function artifactId(tx: Prisma.TransactionClient, produced: ProducedArtifact): Promise<string> {
  const { digest, command, healthPath } = produced;
  const { id } = await tx.artifact.upsert({
    where: { digest_command_healthPath: { digest, command, healthPath } },
    create: { id: newId('Artifact'), ...produced },
    update: {},
  });
  return id;
}

async function writeLog(tx: Prisma.TransactionClient, buildId: string, text: string): Promise<void> {
  await tx.buildLog.upsert({ where: { buildId }, create: { buildId, text }, update: { text } });
}

export function cancelled(by: string): { ok: false; error: string; log: string } {
  const error = `${by} stopped the build.`;
  return { ok: false, error, log: `error: ${error}\n` };
}

/** LANDING tells the administrators. */
async function reportIncident(
  tx: Prisma.TransactionClient,
  { number, entry }: Build,
  incident: { message: string; remedy: string; attempts: number },
): Promise<void> {
  const payload = {
    system: 'ignis',
    operation: 'build of a project',
    subject: `build #${number} of ${entry}`,
    requestedBy: null,
    ...incident,
  };
  await recordEvent(tx, { subject: 'error.critical', payload });
}
