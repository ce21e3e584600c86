/** Why a job was given up, in words for the person who asked for it. */
export interface JobFailure {
  /** From the table of errors, where the cause had one; otherwise INTERNAL_SERVER_ERROR. */
  code: string;
  message: string;
  /** What to do about it. */
  remedy: string;
}

/** One run of a job. What it does outside `step` may be done again after a crash. */
export interface JobRun<Payload = unknown> {
  readonly key: string;
  readonly payload: Payload;
  /** From 1; a run that was cut off does not count. */
  readonly attempt: number;
  /** Aborts where the process stops, or another worker has taken the job. */
  readonly signal: AbortSignal;
  /**
   * Does the work once in the life of the job: its result is kept as JSON, and is what later calls answer with, also after kill -9. Work that
   * was cut off before its result was kept is done again, so that it must bear that.
   */
  step<Result>(name: string, work: () => Promise<Result>): Promise<Result>;
}

export interface JobHandler<Payload = unknown> {
  run(job: JobRun<Payload>): Promise<void>;
  /** After the last attempt: undoes what was done, and writes what the failure means to the domain. Tried again until it succeeds. */
  giveUp?(job: JobRun<Payload>, failure: JobFailure): Promise<void>;
}

/** Thrown by a job that is of no use to try again. */
export class PermanentFailure extends Error {
  readonly remedy: string;

  /** @param remedy what the person can do about it */
  constructor(message: string, remedy: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PermanentFailure';
    this.remedy = remedy;
  }
}

/** The part of a Prisma transaction client that `enqueueJob` needs; the model is in job-models.prisma. */
export interface JobTransaction {
  job: { createMany(args: { data: JobRow[]; skipDuplicates: true }): PromiseLike<{ count: number }> };
}

interface JobRow {
  kind: string;
  key: string;
  /** JSON. */
  payload: string;
  requestedBy: string | null;
}

export interface NewJob {
  kind: string;
  /** What the job is about: one of a kind for each key, for ever. */
  key: string;
  /** JSON. */
  payload: unknown;
  /** usr_…: who is told when it fails. */
  requestedBy?: string | null;
}

/** Puts a job into the queue, in the transaction that asks for it. Returns false where there is one of that kind and key already. */
export async function enqueueJob(tx: JobTransaction, { kind, key, payload, requestedBy = null }: NewJob): Promise<boolean> {
  const { count } = await tx.job.createMany({
    data: [{ kind, key, payload: JSON.stringify(payload ?? null), requestedBy }],
    skipDuplicates: true,
  });
  return count === 1;
}
