import { ConflictError, InvalidInputError, NotFoundError } from '@wissil/platform/errors';
import type { PipelineRun, PrismaClient } from '../../generated/prisma/client.ts';
import type { Actor } from '../actor.ts';
import { changeRun, createRun, failRun, isFinished } from './run-store.ts';
import { closedStages } from './stage.ts';

const COMMIT = /^[0-9a-f]{40}([0-9a-f]{24})?$/;

export class PipelineService {
  readonly #db: PrismaClient;

  constructor(options: { db: PrismaClient }) {
    this.#db = options.db;
  }

  /** @throws InvalidInputError, NotFoundError */
  async start({ project, commit }: { project: string; commit?: string | null | undefined }, startedBy: Actor): Promise<PipelineRun> {
    if (commit != null && !COMMIT.test(commit))
      throw new InvalidInputError([{ path: 'commit', message: 'Write the hash of a commit in full: 40 digits of 0–9 and a–f.' }]);
    return this.#db.$transaction(async (tx) => {
      const pipeline = await tx.pipeline.findUnique({ where: { projectId: project } });
      if (!pipeline) throw new NotFoundError(`The project ${project} has no pipeline. Projects that IGNITION made have one.`);
      const head = commit == null || commit === pipeline.headCommit;
      const known = head
        ? undefined
        : await tx.pipelineRun.findFirst({ where: { pipelineId: pipeline.id, commit }, orderBy: { number: 'desc' } });
      return createRun(tx, pipeline, {
        trigger: 'MANUAL',
        commit: commit ?? pipeline.headCommit,
        message: head ? pipeline.headMessage : (known?.message ?? ''),
        author: head ? pipeline.headAuthor : (known?.author ?? ''),
        startedBy,
      });
    });
  }

  /** @throws NotFoundError, ConflictError for a run that has finished or deploys */
  async cancel(id: string, by: Actor): Promise<PipelineRun> {
    return this.#db.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT "id" FROM "pipeline_run" WHERE "id" = ${id} FOR UPDATE`;
      const run = await tx.pipelineRun.findUnique({ where: { id } });
      if (!run) throw new NotFoundError(`There is no run ${id}.`);
      if (isFinished(run.status)) throw new ConflictError(`Run ${run.number} has ${run.status.toLowerCase()} already.`);
      if (run.status === 'DEPLOYING') throw new ConflictError(`Run ${run.number} is deploying already. Roll the deployment back instead.`);
      const cancelled = await changeRun(tx, id, (_run, stages) => ({
        status: 'CANCELLED',
        stages: closedStages(stages, 'SKIPPED', `Stopped by ${by.name}.`),
      }));
      return cancelled ?? run;
    });
  }

  /** Ends runs of which nothing has been heard for too long: IGNIS is gone, or lost them. */
  async endSilent(minutes: number): Promise<void> {
    const before = new Date(Date.now() - minutes * 60_000);
    const silent = await this.#db.pipelineRun.findMany({
      where: { status: { in: ['QUEUED', 'BUILDING'] }, changedAt: { lt: before } },
      select: { id: true, number: true },
      take: 100,
    });
    for (const { id } of silent) {
      await this.#db.$transaction((tx) =>
        failRun(tx, id, {
          message: `Nothing was heard of the build for ${minutes} minutes.`,
          remedy: 'See whether IGNIS runs, and start the pipeline again.',
        }),
      );
    }
  }
}
