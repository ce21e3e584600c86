import { recordEvent } from '@wissil/platform/events';
import { newId } from '@wissil/platform/graphql';
import type { Pipeline, PipelineRun, PipelineRunStatus, Prisma, RunTrigger } from '../../generated/prisma/client.ts';
import type { Actor } from '../actor.ts';
import { notify } from '../notify.ts';
import { closedStages, pendingStages, type Stage, type StageChange, type StageName, withStage } from './stage.ts';

/** In `pipeline_run.failure`. */
export interface RunFailure {
  stage: string | null;
  message: string;
  remedy: string;
}

const FINISHED: readonly PipelineRunStatus[] = ['SUCCEEDED', 'FAILED', 'CANCELLED'];

export function isFinished(status: PipelineRunStatus): boolean {
  return FINISHED.includes(status);
}

export interface NewRun {
  trigger: RunTrigger;
  commit: string;
  message: string;
  author: string;
  startedBy: Actor | null;
}

/** Begins a run, by asking IGNIS for a build of the commit. */
export async function createRun(tx: Prisma.TransactionClient, { id, projectId }: Pipeline, run: NewRun): Promise<PipelineRun> {
  const { startedBy, ...commit } = run;
  const pipeline = await tx.pipeline.update({ where: { id }, data: { runCount: { increment: 1 } } });
  const created = await tx.pipelineRun.create({
    data: {
      id: newId('PipelineRun'),
      pipelineId: id,
      projectId,
      number: pipeline.runCount,
      branch: pipeline.defaultBranch,
      ...commit,
      startedById: startedBy?.id ?? null,
      startedByName: startedBy?.name ?? null,
      stages: pendingStages() as unknown as Prisma.InputJsonValue,
    },
  });
  const { slug, kind, cloneUrl, healthPath } = pipeline;
  const payload = { requestId: created.id, projectId, slug, kind, cloneUrl, branch: created.branch, commit: created.commit, healthPath };
  await recordEvent(tx, { subject: 'build.requested', payload });
  await announceRun(tx, created);
  return created;
}

export interface RunChange {
  status?: PipelineRunStatus;
  stages?: Stage[];
  failure?: RunFailure;
  buildId?: string;
}

/** Changes a run that has not finished, one change after the other. Returns undefined where there is no such run, it has finished, or nothing is to change. */
export async function changeRun(
  tx: Prisma.TransactionClient,
  id: string,
  change: (run: PipelineRun, stages: Stage[]) => RunChange | undefined,
): Promise<PipelineRun | undefined> {
  await tx.$queryRaw`SELECT "id" FROM "pipeline_run" WHERE "id" = ${id} FOR UPDATE`;
  const run = await tx.pipelineRun.findUnique({ where: { id } });
  if (!run || isFinished(run.status)) return undefined;
  const changed = change(run, run.stages as unknown as Stage[]);
  if (!changed) return undefined;
  const { status, stages, failure, buildId } = changed;
  const now = new Date();
  const updated = await tx.pipelineRun.update({
    where: { id },
    data: {
      ...(status && { status }),
      ...(stages && { stages: stages as unknown as Prisma.InputJsonValue }),
      ...(failure && { failure: failure as unknown as Prisma.InputJsonValue }),
      ...(buildId && { buildId }),
      changedAt: now,
      ...(status && isFinished(status) && { finishedAt: now }),
    },
  });
  await announceRun(tx, updated);
  return updated;
}

export function changeStage(tx: Prisma.TransactionClient, id: string, name: StageName, change: StageChange) {
  return changeRun(tx, id, (_run, stages) => ({ stages: withStage(stages, name, change) }));
}

/** Ends a run as failed, and tells who began it. The stage that ran is the one that failed, unless another is named. */
export async function failRun(
  tx: Prisma.TransactionClient,
  id: string,
  { message, remedy, stage }: Omit<RunFailure, 'stage'> & { stage?: StageName },
): Promise<void> {
  const failed = await changeRun(tx, id, (_run, stages) => {
    const at = stage ?? stages.find(({ status }) => status === 'RUNNING')?.name ?? null;
    const marked = at === null ? stages : withStage(stages, at, { status: 'FAILED', message });
    return { status: 'FAILED', stages: closedStages(marked, 'FAILED', null), failure: { stage: at, message, remedy } };
  });
  if (failed) await notify(tx, failed.startedById, { title: `Run ${failed.number} failed`, message: `${message} ${remedy}` });
}

async function announceRun(tx: Prisma.TransactionClient, { id, projectId, status }: PipelineRun): Promise<void> {
  await recordEvent(tx, { subject: 'pipeline.run.changed', payload: { id, projectId, status } });
  await recordEvent(tx, { subject: `pipeline.${projectId}.changed`, payload: { id } });
}
