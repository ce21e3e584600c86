import { type KeyedList, loadKeyedPage, type PageArguments } from '@wissil/platform/graphql';
import { builder } from '../builder.ts';
import { Artifact, artifactById } from '../artifact/artifact-type.ts';
import type { IgnisContext } from '../context.ts';
import type { Build as BuildRow } from '../../generated/prisma/client.ts';
import type { BuildMetrics as Metrics } from '../pipeline/build-metrics.ts';
import type { EndedPhase } from '../pipeline/build-phase.ts';
import type { Suggestion } from '../pipeline/suggestion.ts';
import { compareBuilds, type ComparedBuild } from './build-comparison.ts';
import { BuildComparison } from './build-comparison-type.ts';
import { BuildMetrics, BuildPhase, BuildSuggestion } from './build-metrics-type.ts';

export const BuildStatus = builder.enumType('BuildStatus', {
  description: 'How far a build is.',
  values: {
    QUEUED: { description: 'It waits for a worker.' },
    RUNNING: { description: 'A worker is at it.' },
    SUCCEEDED: { description: 'Its output is there.' },
    FAILED: { description: '`error` says why, and `log` says where.' },
  } as const,
});

const BuildTrigger = builder.enumType('BuildTrigger', {
  description: 'What asked for a build.',
  values: {
    EVENT: { description: 'Something that happened, such as a new version of a component.' },
    MANUAL: { description: 'Somebody, through `startBuild` or `startProjectBuild`.' },
  } as const,
});

export const BuildKind = builder.enumType('BuildKind', {
  description: 'What is built.',
  values: {
    COMPONENT: { description: 'Files that were given: they are bundled.' },
    PROJECT: { description: 'A commit of a project: checked out, installed, linted, type checked, tested, built and packaged.' },
  } as const,
});

/** IGNITION's project, as far as IGNIS adds to it. */
export const Project = builder.objectRef<{ id: string }>('Project');

/** SPARK's version of a component, as far as IGNIS adds to it. */
const ComponentVersion = builder.objectRef<{ id: string }>('ComponentVersion');

export const Build = builder.prismaObject('Build', {
  permission: 'build.read',
  description: 'One run of the build pipeline.',
  fields: (t) => ({
    id: t.exposeID('id'),
    number: t.exposeInt('number', { description: 'Counts up through all builds.' }),
    status: t.expose('status', { type: BuildStatus }),
    trigger: t.expose('trigger', { type: BuildTrigger }),
    kind: t.expose('kind', { type: BuildKind }),
    entry: t.exposeString('entry', { description: 'The file that the build begins with; of a project its short name.' }),
    requestId: t.exposeString('requestId', { nullable: true, description: 'The run of WAYPOINT’s pipeline that asked for it.' }),
    commit: t.exposeString('commit', { nullable: true, description: 'Of a project: what is built; null until that is known.' }),
    branch: t.exposeString('branch', { nullable: true }),
    componentVersion: t.field({
      type: ComponentVersion,
      nullable: true,
      description: 'What was built, if it is a component of SPARK.',
      resolve: ({ componentVersionId }) => (componentVersionId === null ? null : { id: componentVersionId }),
    }),
    project: t.field({
      type: Project,
      nullable: true,
      description: 'What was built, if it is a project of IGNITION.',
      resolve: ({ projectId }) => (projectId === null ? null : { id: projectId }),
    }),
    queuedAt: t.expose('queuedAt', { type: 'DateTime' }),
    startedAt: t.expose('startedAt', { type: 'DateTime', nullable: true }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', nullable: true }),
    durationMs: t.exposeFloat('durationMs', { nullable: true, description: 'Milliseconds from start to finish.' }),
    phase: t.exposeString('phase', { nullable: true, description: 'Of a project: what it is at, or what failed.' }),
    phases: t.field({
      type: [BuildPhase],
      description: 'Those that have ended, in their order.',
      resolve: (build) => phasesOf(build),
    }),
    metrics: t.field({
      type: BuildMetrics,
      nullable: true,
      description: 'Null until it has succeeded.',
      resolve: (build) => metricsOf(build),
    }),
    suggestions: t.field({
      type: [BuildSuggestion],
      description: 'What would make the output of a project smaller, what saves most first.',
      resolve: ({ suggestions }) => suggestions as unknown as Suggestion[],
    }),
    artifact: t.field({
      type: Artifact,
      nullable: true,
      description: 'What can be run, of a project’s build that succeeded.',
      resolve: ({ artifactId }, _args, context) => (artifactId === null ? null : artifactById(context, artifactId)),
    }),
    compare: t.field({
      type: BuildComparison,
      nullable: true,
      description: 'What has changed since another build; null where there is no such build.',
      args: { with: t.arg.id({ required: true }) },
      resolve: async (build, { with: other }, context) => {
        const before = await buildById(context, other);
        return before && compareBuilds(comparedOf(before), comparedOf(build));
      },
    }),
    digest: t.exposeString('digest', { nullable: true, description: 'sha256 of the output; null until it has succeeded.' }),
    log: t.string({
      description: 'What the build had to say so far, line by line; problems as file:line:column.',
      resolve: ({ id }, _args, context) =>
        context.loaders.one('log of a build', id, (ids: readonly string[]) => context.builds.logsByIds(ids)),
    }),
    error: t.exposeString('error', { nullable: true, description: 'The first problem, of a build that failed.' }),
  }),
});

builder.objectField(Build, 'reusedFrom', (t) =>
  t.field({
    type: Build,
    nullable: true,
    description: 'The build whose result this one has, because nothing had changed since.',
    resolve: ({ reusedFromId }, _args, context) => (reusedFromId === null ? null : buildById(context, reusedFromId)),
  }),
);

builder.asEntity(Build, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }, context) => buildById(context, id),
});

export const BuildConnection = builder.connectionObject(
  { type: Build, name: 'BuildConnection', shareable: true, description: 'A page of builds.' },
  { name: 'BuildEdge', shareable: true },
);

Project.implement({
  permission: 'project.read',
  description: 'A project that IGNITION made.',
  fields: (t) => ({
    id: t.exposeID('id'),
    builds: t.connection(
      {
        type: Build,
        nullable: true,
        description: 'Its builds, newest first.',
        resolve: ({ id }, args: PageArguments, context) => buildsOf(context, { keyColumn: 'project_id', key: id, args }),
      },
      BuildConnection,
    ),
  }),
});

builder.asEntity(Project, { key: builder.selection<{ id: string }>('id'), resolveReference: ({ id }) => ({ id }) });

ComponentVersion.implement({
  permission: 'component.read',
  description: 'A version of a component.',
  fields: (t) => ({
    id: t.exposeID('id'),
    builds: t.connection(
      {
        type: Build,
        nullable: true,
        description: 'Its builds, newest first.',
        resolve: ({ id }, args: PageArguments, context) => buildsOf(context, { keyColumn: 'component_version_id', key: id, args }),
      },
      BuildConnection,
    ),
  }),
});

builder.asEntity(ComponentVersion, { key: builder.selection<{ id: string }>('id'), resolveReference: ({ id }) => ({ id }) });

export function buildById(context: IgnisContext, id: string): Promise<BuildRow | null> {
  return context.loaders.one('build by id', id, (ids: readonly string[]) => context.builds.byIds(ids));
}

/** The builds of one of several parents, newest first; all parents of a request share one statement. */
function buildsOf(
  context: IgnisContext,
  { keyColumn, key, args }: { keyColumn: 'component_version_id' | 'project_id'; key: string; args: PageArguments },
) {
  const list: KeyedList = { table: 'build', keyColumn, orderColumn: 'queued_at' };
  return loadKeyedPage(context, { list, key, args, toNode: buildOf });
}

/** A row of `build` as Build's resolvers take it. */
function buildOf(row: Record<string, unknown>): BuildRow {
  return {
    id: row['id'] as string,
    number: row['number'] as number,
    status: row['status'] as BuildRow['status'],
    trigger: row['trigger'] as BuildRow['trigger'],
    entry: row['entry'] as string,
    componentVersionId: row['component_version_id'] as string | null,
    projectId: row['project_id'] as string | null,
    queuedAt: row['queued_at'] as Date,
    startedAt: row['started_at'] as Date | null,
    finishedAt: row['finished_at'] as Date | null,
    durationMs: row['duration_ms'] as number | null,
    metrics: row['metrics'] as BuildRow['metrics'],
    digest: row['digest'] as string | null,
    error: row['error'] as string | null,
    kind: row['kind'] as BuildRow['kind'],
    requestId: row['request_id'] as string | null,
    commit: row['commit'] as string | null,
    branch: row['branch'] as string | null,
    phase: row['phase'] as string | null,
    phases: row['phases'] as BuildRow['phases'],
    suggestions: row['suggestions'] as BuildRow['suggestions'],
    artifactId: row['artifact_id'] as string | null,
    inputHash: row['input_hash'] as string | null,
    reusedFromId: row['reused_from_id'] as string | null,
    cancelledBy: row['cancelled_by'] as string | null,
    sources: null,
    worker: null,
    attempts: row['attempts'] as number,
    leaseExpiresAt: null,
  };
}

function metricsOf({ metrics }: BuildRow): Metrics | null {
  return metrics as unknown as Metrics | null;
}

/** A component's are in its metrics. */
function phasesOf(build: BuildRow): Metrics['phases'] {
  return build.kind === 'PROJECT' ? (build.phases as unknown as EndedPhase[]) : (metricsOf(build)?.phases ?? []);
}

function comparedOf(build: BuildRow): ComparedBuild {
  return { durationMs: build.durationMs, metrics: metricsOf(build), phases: phasesOf(build) };
}
