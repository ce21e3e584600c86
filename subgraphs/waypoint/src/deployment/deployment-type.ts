import { type KeyedList, loadKeyedPage, type PageArguments } from '@wissil/platform/graphql';
import type { Deployment as DeploymentRow } from '../../generated/prisma/client.ts';
import { actorOfRow } from '../actor.ts';
import { ActorRef } from '../actor-type.ts';
import { builder } from '../builder.ts';
import type { WaypointContext } from '../context.ts';
import { rowOfColumns } from '../row-of-columns.ts';
import type { DeploymentCheck, DeploymentStep } from './deployment-record.ts';

export const DeploymentStatus = builder.enumType('DeploymentStatus', {
  description: 'How far a deployment is.',
  values: {
    PENDING: { description: 'It has been asked for and has not begun.' },
    AWAITING_APPROVAL: { description: 'Somebody has to approve it first.' },
    IN_PROGRESS: { description: 'It is being carried out.' },
    SUCCEEDED: { description: 'It came to run, and was healthy.' },
    FAILED: { description: 'It did not come to run; `message` says why.' },
    ROLLED_BACK: { description: 'What ran before it runs again; `message` says why.' },
    REJECTED: { description: 'It was not approved; the approval says why.' },
  } as const,
});

const CheckStatus = builder.enumType('DeploymentCheckStatus', {
  description: 'How a check of a deployment ended.',
  values: {
    PASSED: {},
    FAILED: { description: '`message` says what is wrong.' },
    SKIPPED: { description: 'There was nothing to check; `message` says why.' },
  } as const,
});

const Check = builder.objectRef<DeploymentCheck>('DeploymentCheck').implement({
  permission: 'deployment.read',
  description: 'One thing that was looked at before or after a release was brought to an environment.',
  fields: (t) => ({
    name: t.exposeString('name'),
    status: t.expose('status', { type: CheckStatus }),
    message: t.exposeString('message', { nullable: true }),
  }),
});

const Step = builder.objectRef<DeploymentStep>('DeploymentEvent').implement({
  permission: 'deployment.read',
  description: 'Something that happened to a deployment.',
  fields: (t) => ({
    at: t.field({ type: 'DateTime', resolve: ({ at }) => new Date(at) }),
    status: t.expose('status', { type: DeploymentStatus, description: 'What it was from then on.' }),
    message: t.exposeString('message', { nullable: true }),
  }),
});

const Runtime = builder
  .objectRef<{ desired: number; ready: number; restarts: number; message: string | null }>('DeploymentRuntime')
  .implement({
    permission: 'deployment.read',
    description: 'What runs of a deployment at this moment.',
    fields: (t) => ({
      desired: t.exposeInt('desired', { description: 'The replicas that should run.' }),
      ready: t.exposeInt('ready', { description: 'Those that answer.' }),
      restarts: t.exposeInt('restarts', { description: 'How often one had to be started again, since WISSIL started.' }),
      message: t.exposeString('message', { nullable: true, description: 'Why fewer are ready than should be.' }),
    }),
  });

/** IGNITION's project, as far as WAYPOINT adds to it. */
export const Project = builder.objectRef<{ id: string }>('Project');

/** IGNIS's build, as far as WAYPOINT adds to it. */
export const Build = builder.objectRef<{ id: string }>('Build');

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
    finishedAt: t.expose('finishedAt', { type: 'DateTime', nullable: true, description: 'When it came to its end.' }),
    digest: t.exposeString('digest', { nullable: true, description: 'Of the image’s manifest: what runs is exactly this.' }),
    reason: t.exposeString('reason', { nullable: true, description: 'Why somebody asked for it.' }),
    rollback: t.exposeBoolean('rollback', { description: 'Whether somebody went back to an earlier release.' }),
    requestedBy: t.field({
      type: ActorRef,
      nullable: true,
      resolve: ({ requestedById, requestedByName }) => actorOfRow(requestedById, requestedByName),
    }),
    health: t.field({
      type: [Check],
      description: 'What was looked at when it had come to run.',
      resolve: ({ health }) => health as unknown as DeploymentCheck[],
    }),
    checks: t.field({
      type: [Check],
      description: 'The security checks of production.',
      resolve: ({ checks }) => checks as unknown as DeploymentCheck[],
    }),
    events: t.field({
      type: [Step],
      description: 'What happened to it, oldest first.',
      resolve: ({ events }) => events as unknown as DeploymentStep[],
    }),
    runtime: t.field({
      type: Runtime,
      nullable: true,
      description: 'What runs of it at this moment; null where nothing does, or where WAYPOINT does not run it.',
      resolve: ({ id }, _args, context) => context.target.runtimeOf(id) ?? null,
    }),
  }),
});

builder.asEntity(Deployment, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }, context) => deploymentById(context, id),
});

builder.prismaObjectField(Deployment, 'previous', (t) =>
  t.field({
    type: Deployment,
    nullable: true,
    description: 'What ran there before it.',
    resolve: ({ previousId }, _args, context) => (previousId === null ? null : deploymentById(context, previousId)),
  }),
);

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
  { keyColumn, key, args }: { keyColumn: 'build_id' | 'environment_id' | 'project_id' | 'release_id'; key: string; args: PageArguments },
) {
  const list: KeyedList = { table: 'deployment', keyColumn, orderColumn: 'started_at' };
  return loadKeyedPage(context, { list, key, args, toNode: rowOfColumns<DeploymentRow> });
}

export function deploymentById(context: WaypointContext, id: string): Promise<DeploymentRow | null> {
  return context.loaders.one('deployment by id', id, (ids: readonly string[]) => context.deployments.byIds(ids));
}
