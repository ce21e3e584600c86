import { type KeyedList, loadKeyedPage, type PageArguments } from '@wissil/platform/graphql';
import type { PipelineRun as RunRow } from '../../generated/prisma/client.ts';
import { actorOfRow } from '../actor.ts';
import { ActorRef } from '../actor-type.ts';
import { builder } from '../builder.ts';
import type { WaypointContext } from '../context.ts';
import { Build, Project } from '../deployment/deployment-type.ts';
import { Release } from '../release/release-type.ts';
import { rowOfColumns } from '../row-of-columns.ts';
import type { RunFailure } from './run-store.ts';
import type { Stage } from './stage.ts';

const RUNS: KeyedList = { table: 'pipeline_run', keyColumn: 'project_id', orderColumn: 'created_at' };

const RunStatus = builder.enumType('PipelineRunStatus', {
  description: 'How far a run of a pipeline is.',
  values: {
    QUEUED: { description: 'IGNIS has been asked to build the commit.' },
    BUILDING: { description: 'IGNIS checks and builds it.' },
    PUBLISHING: { description: 'The build becomes an image, and goes to the registry.' },
    DEPLOYING: { description: 'The release is brought to development.' },
    SUCCEEDED: {},
    FAILED: { description: '`error` says why, and what to do.' },
    CANCELLED: { description: 'Somebody stopped it.' },
  } as const,
});

const RunTrigger = builder.enumType('PipelineTrigger', {
  description: 'What began a run.',
  values: {
    PUSH: { description: 'A push to the default branch.' },
    MANUAL: { description: 'Somebody, through `startPipeline`.' },
    CREATED: { description: 'The creation of the project.' },
  } as const,
});

const StageStatus = builder.enumType('PipelineStageStatus', {
  description: 'How far a stage is.',
  values: {
    PENDING: {},
    RUNNING: {},
    SUCCEEDED: {},
    FAILED: { description: '`message` says why.' },
    SKIPPED: { description: 'There was nothing to do, or an earlier stage failed.' },
  } as const,
});

const PipelineStage = builder.objectRef<Stage>('PipelineStage').implement({
  permission: 'deployment.read',
  description: 'A part of a run.',
  fields: (t) => ({
    name: t.exposeString('name', {
      description: '`prepare`, `lint`, `types`, `test`, `build`, `image`, `push`, `mirror`, `deploy` or `health`.',
    }),
    status: t.expose('status', { type: StageStatus }),
    startedAt: t.field({ type: 'DateTime', nullable: true, resolve: ({ startedAt }) => (startedAt === null ? null : new Date(startedAt)) }),
    durationMs: t.exposeFloat('durationMs', { nullable: true, description: 'Milliseconds, of a stage that has ended.' }),
    message: t.exposeString('message', { nullable: true }),
  }),
});

const PipelineFailure = builder.objectRef<RunFailure>('PipelineFailure').implement({
  permission: 'deployment.read',
  description: 'Why a run failed.',
  fields: (t) => ({
    stage: t.exposeString('stage', { nullable: true, description: 'The stage at which it failed.' }),
    message: t.exposeString('message', { description: 'What happened.' }),
    remedy: t.exposeString('remedy', { description: 'What to do about it.' }),
  }),
});

export const PipelineRun = builder.prismaObject('PipelineRun', {
  permission: 'deployment.read',
  description: 'One way of a commit through the pipeline of its project.',
  fields: (t) => ({
    id: t.exposeID('id'),
    project: t.field({ type: Project, nullable: true, resolve: ({ projectId }) => ({ id: projectId }) }),
    number: t.exposeInt('number', { description: 'Counts up through the runs of the pipeline.' }),
    trigger: t.expose('trigger', { type: RunTrigger }),
    status: t.expose('status', { type: RunStatus }),
    branch: t.exposeString('branch'),
    commit: t.exposeString('commit'),
    message: t.exposeString('message', { description: 'Of the commit.' }),
    author: t.exposeString('author', { description: 'Of the commit.' }),
    startedBy: t.field({
      type: ActorRef,
      nullable: true,
      description: 'Who pushed or asked for it.',
      resolve: ({ startedById, startedByName }) => actorOfRow(startedById, startedByName),
    }),
    stages: t.field({ type: [PipelineStage], description: 'In their order.', resolve: ({ stages }) => stages as unknown as Stage[] }),
    build: t.field({
      type: Build,
      nullable: true,
      description: 'The build at IGNIS.',
      resolve: ({ buildId }) => (buildId === null ? null : { id: buildId }),
    }),
    release: t.field({
      type: Release,
      nullable: true,
      description: 'What it made.',
      resolve: ({ id }, _args, context) =>
        context.loaders.one('release of run', id, async (ids: readonly string[]) => {
          const found = new Map((await context.db.release.findMany({ where: { runId: { in: [...ids] } } })).map((row) => [row.runId, row]));
          return ids.map((each) => found.get(each) ?? null);
        }),
    }),
    error: t.field({
      type: PipelineFailure,
      nullable: true,
      description: 'Of a run that failed.',
      resolve: ({ failure }) => failure as unknown as RunFailure | null,
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', nullable: true }),
    durationMs: t.float({
      nullable: true,
      description: 'Milliseconds from its beginning to its end.',
      resolve: ({ createdAt, finishedAt }) => (finishedAt === null ? null : finishedAt.getTime() - createdAt.getTime()),
    }),
  }),
});

builder.asEntity(PipelineRun, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }, context) => runById(context, id),
});

export const PipelineRunConnection = builder.connectionObject(
  { type: PipelineRun, name: 'PipelineRunConnection', shareable: true, description: 'A page of runs.' },
  { name: 'PipelineRunEdge', shareable: true },
);

builder.prismaObjectField(Release, 'run', (t) =>
  t.field({
    type: PipelineRun,
    nullable: true,
    description: 'The run that made it.',
    resolve: ({ runId }, _args, context) => runById(context, runId),
  }),
);

/** The runs of one of several projects, newest first; all projects of a request share one statement. */
export function runsOf(context: WaypointContext, project: string, args: PageArguments) {
  return loadKeyedPage(context, { list: RUNS, key: project, args, toNode: rowOfColumns<RunRow> });
}

export function runById(context: WaypointContext, id: string): Promise<RunRow | null> {
  return context.loaders.one('run by id', id, async (ids: readonly string[]) => {
    const found = new Map((await context.db.pipelineRun.findMany({ where: { id: { in: [...ids] } } })).map((row) => [row.id, row]));
    return ids.map((each) => found.get(each) ?? null);
  });
}
