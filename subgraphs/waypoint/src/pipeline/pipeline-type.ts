import type { PageArguments } from '@wissil/platform/graphql';
import type { Pipeline as PipelineRow } from '../../generated/prisma/client.ts';
import { builder } from '../builder.ts';
import type { WaypointContext } from '../context.ts';
import { Project } from '../deployment/deployment-type.ts';
import { PipelineRun, PipelineRunConnection, runById, runsOf } from './run-type.ts';

const DeploymentTarget = builder.enumType('DeploymentTarget', {
  description: 'How far a pipeline brings a release by itself.',
  values: {
    NONE: { description: 'To the registry.' },
    DEVELOPMENT: { description: 'To development.' },
    STAGING: { description: 'To development, and from there it asks for staging.' },
  } as const,
});

const Pipeline = builder.prismaObject('Pipeline', {
  permission: 'deployment.read',
  description: 'How a project comes from a commit to where it runs.',
  fields: (t) => ({
    id: t.exposeID('id'),
    project: t.field({ type: Project, nullable: true, resolve: ({ projectId }) => ({ id: projectId }) }),
    repository: t.exposeString('cloneUrl', { description: 'What git clones.' }),
    defaultBranch: t.exposeString('defaultBranch', { description: 'The branch whose pushes start runs.' }),
    headCommit: t.exposeString('headCommit', { description: 'The newest commit of that branch that was heard of.' }),
    healthPath: t.exposeString('healthPath', { description: 'Where a release says that it is well.' }),
    deploymentTarget: t.expose('deploymentTarget', { type: DeploymentTarget }),
    automatic: t.exposeBoolean('automatic', { description: 'Whether pushes start runs.' }),
    runs: t.connection(
      {
        type: PipelineRun,
        nullable: true,
        description: 'Newest first.',
        resolve: ({ projectId }, args: PageArguments, context) => runsOf(context, projectId, args),
      },
      PipelineRunConnection,
    ),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
  }),
});

builder.asEntity(Pipeline, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }, context) => pipelineBy(context, 'id', id),
});

builder.objectField(Project, 'pipeline', (t) =>
  t.field({
    type: Pipeline,
    nullable: true,
    description: 'How it comes from a commit to where it runs.',
    resolve: ({ id }, _args, context) => pipelineBy(context, 'projectId', id),
  }),
);

builder.prismaObjectField(PipelineRun, 'pipeline', (t) =>
  t.field({ type: Pipeline, nullable: true, resolve: ({ pipelineId }, _args, context) => pipelineBy(context, 'id', pipelineId) }),
);

builder.queryFields((t) => ({
  pipelineRuns: t.connection(
    {
      permission: 'deployment.read',
      type: PipelineRun,
      nullable: true,
      description: 'The runs of a project’s pipeline, newest first.',
      args: { project: t.arg.id({ required: true }) },
      resolve: (_root, { project, ...args }, context) => runsOf(context, project, args as PageArguments),
    },
    PipelineRunConnection,
  ),
  pipelineRun: t.field({
    permission: 'deployment.read',
    type: PipelineRun,
    nullable: true,
    description: 'One run by its id.',
    args: { id: t.arg.id({ required: true }) },
    resolve: (_root, { id }, context) => runById(context, id),
  }),
}));

function pipelineBy(context: WaypointContext, column: 'id' | 'projectId', key: string): Promise<PipelineRow | null> {
  return context.loaders.one(`pipeline by ${column}`, key, async (keys: readonly string[]) => {
    const rows = await context.db.pipeline.findMany({ where: { [column]: { in: [...keys] } } });
    const found = new Map(rows.map((row) => [row[column], row]));
    return keys.map((each) => found.get(each) ?? null);
  });
}
