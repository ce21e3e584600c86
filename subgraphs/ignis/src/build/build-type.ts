import { type KeyedList, loadKeyedPage, type PageArguments } from '@wissil/platform/graphql';
import { builder } from '../builder.ts';
import type { BundleMetrics } from '../bundler/bundle.ts';
import type { IgnisContext } from '../context.ts';
import type { Build as BuildRow } from '../../generated/prisma/client.ts';

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
    MANUAL: { description: 'Somebody, through `startBuild`.' },
  } as const,
});

const BuildPhase = builder.objectRef<BundleMetrics['phases'][number]>('BuildPhase').implement({
  permission: 'build.read',
  description: 'A part of a build.',
  fields: (t) => ({
    name: t.exposeString('name', { description: '`analyse`, `bundle` or `compress`.' }),
    durationMs: t.exposeFloat('durationMs', { description: 'Milliseconds.' }),
  }),
});

const BuildMetrics = builder.objectRef<BundleMetrics>('BuildMetrics').implement({
  permission: 'build.read',
  description: 'What a build measured.',
  fields: (t) => ({
    inputBytes: t.exposeInt('inputBytes', { description: 'Of the modules that the entry reaches.' }),
    outputBytes: t.exposeInt('outputBytes', { description: 'Of the minified output.' }),
    gzipBytes: t.exposeInt('gzipBytes', { description: 'Of the output as it travels, gzip level 9.' }),
    moduleCount: t.exposeInt('moduleCount', { description: 'Modules that the entry reaches, itself among them.' }),
    phases: t.expose('phases', { type: [BuildPhase], description: 'In their order.' }),
  }),
});

/** IGNITION's project, as far as IGNIS adds to it. */
const Project = builder.objectRef<{ id: string }>('Project');

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
    entry: t.exposeString('entry', { description: 'The file that the build begins with.' }),
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
    metrics: t.field({
      type: BuildMetrics,
      nullable: true,
      description: 'Null until it has succeeded.',
      resolve: ({ metrics }) => metrics as unknown as BundleMetrics | null,
    }),
    digest: t.exposeString('digest', { nullable: true, description: 'sha256 of the output; null until it has succeeded.' }),
    log: t.exposeString('log', { description: 'What the build had to say, line by line; problems as file:line:column.' }),
    error: t.exposeString('error', { nullable: true, description: 'The first problem, of a build that failed.' }),
  }),
});

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
    log: row['log'] as string,
    error: row['error'] as string | null,
    sources: null,
    worker: null,
    attempts: row['attempts'] as number,
    leaseExpiresAt: null,
  };
}
