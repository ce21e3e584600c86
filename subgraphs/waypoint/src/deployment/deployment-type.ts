import { type KeyedList, loadKeyedPage, type PageArguments } from '@wissil/platform/graphql';
import { builder } from '../builder.ts';
import type { WaypointContext } from '../context.ts';
import type { Deployment as DeploymentRow } from '../../generated/prisma/client.ts';

export const DeploymentStatus = builder.enumType('DeploymentStatus', {
  description: 'How far a deployment is.',
  values: {
    PENDING: { description: 'It has been asked for and has not begun.' },
    IN_PROGRESS: { description: 'It is being carried out.' },
    SUCCEEDED: { description: 'It runs and is healthy.' },
    FAILED: { description: 'It did not come to run; `message` says why.' },
  } as const,
});

/** IGNITION's project, as far as WAYPOINT adds to it. */
const Project = builder.objectRef<{ id: string }>('Project');

/** IGNIS's build, as far as WAYPOINT adds to it. */
const Build = builder.objectRef<{ id: string }>('Build');

export const Deployment = builder.prismaObject('Deployment', {
  permission: 'deployment.read',
  description: 'One release brought to one environment.',
  fields: (t) => ({
    id: t.exposeID('id'),
    project: t.field({
      type: Project,
      nullable: true,
      description: 'What was deployed, if it is a project of IGNITION.',
      resolve: ({ projectId }) => (projectId === null ? null : { id: projectId }),
    }),
    build: t.field({
      type: Build,
      nullable: true,
      description: 'The build of IGNIS that was deployed.',
      resolve: ({ buildId }) => (buildId === null ? null : { id: buildId }),
    }),
    service: t.exposeString('service', {
      nullable: true,
      description: 'What was deployed, if it is no project of WISSIL’s: a service’s name.',
    }),
    version: t.exposeString('version', { description: 'The release, written as an image tag.' }),
    status: t.expose('status', { type: DeploymentStatus }),
    url: t.exposeString('url', { nullable: true, description: 'Where it can be opened.' }),
    message: t.exposeString('message', { nullable: true, description: 'What the pipeline had to say last.' }),
    startedAt: t.expose('startedAt', { type: 'DateTime', description: 'When it was recorded.' }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', nullable: true, description: 'When it succeeded or failed.' }),
  }),
});

builder.asEntity(Deployment, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }, context) => deploymentById(context, id),
});

export const DeploymentConnection = builder.connectionObject(
  { type: Deployment, name: 'DeploymentConnection', shareable: true, description: 'A page of deployments.' },
  { name: 'DeploymentEdge', shareable: true },
);

Project.implement({
  permission: 'project.read',
  description: 'A project that IGNITION made.',
  fields: (t) => ({
    id: t.exposeID('id'),
    deployments: t.connection(
      {
        type: Deployment,
        nullable: true,
        description: 'Where it was brought to, newest first.',
        resolve: ({ id }, args: PageArguments, context) => deploymentsOf(context, { keyColumn: 'project_id', key: id, args }),
      },
      DeploymentConnection,
    ),
  }),
});

builder.asEntity(Project, { key: builder.selection<{ id: string }>('id'), resolveReference: ({ id }) => ({ id }) });

Build.implement({
  permission: 'build.read',
  description: 'A build of IGNIS.',
  fields: (t) => ({
    id: t.exposeID('id'),
    deployments: t.connection(
      {
        type: Deployment,
        nullable: true,
        description: 'Where it was brought to, newest first.',
        resolve: ({ id }, args: PageArguments, context) => deploymentsOf(context, { keyColumn: 'build_id', key: id, args }),
      },
      DeploymentConnection,
    ),
  }),
});

builder.asEntity(Build, { key: builder.selection<{ id: string }>('id'), resolveReference: ({ id }) => ({ id }) });

/** The deployments of one of several parents, newest first; all parents of a request share one statement. */
export function deploymentsOf(
  context: WaypointContext,
  { keyColumn, key, args }: { keyColumn: 'build_id' | 'environment_id' | 'project_id'; key: string; args: PageArguments },
) {
  const list: KeyedList = { table: 'deployment', keyColumn, orderColumn: 'started_at' };
  return loadKeyedPage(context, { list, key, args, toNode: deploymentOf });
}

export function deploymentById(context: WaypointContext, id: string): Promise<DeploymentRow | null> {
  return context.loaders.one('deployment by id', id, (ids: readonly string[]) => context.deployments.byIds(ids));
}

/** A row of `deployment` as Deployment's resolvers take it. */
function deploymentOf(row: Record<string, unknown>): DeploymentRow {
  return {
    id: row['id'] as string,
    environmentId: row['environment_id'] as string,
    projectId: row['project_id'] as string | null,
    buildId: row['build_id'] as string | null,
    service: row['service'] as string | null,
    version: row['version'] as string,
    status: row['status'] as DeploymentRow['status'],
    url: row['url'] as string | null,
    message: row['message'] as string | null,
    startedAt: row['started_at'] as Date,
    finishedAt: row['finished_at'] as Date | null,
  };
}
