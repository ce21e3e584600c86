import { Project } from '../build/build-type.ts';
import { builder } from '../builder.ts';
import type { IgnisContext } from '../context.ts';
import type { DevEnvironment as DevEnvironmentRow } from '../../generated/prisma/client.ts';
import type { DevServerProblem } from '../dev-server/dev-server-process.ts';
import type { WorkspaceFile } from '../workspace/workspace.ts';
import type { Change, FileEntry, WorkspaceState } from '../workspace/workspace-git.ts';
import type { EnvironmentStep as Step } from './environment-steps.ts';

const DevEnvironmentStatus = builder.enumType('DevEnvironmentStatus', {
  description: 'How far a development environment is.',
  values: {
    PREPARING: { description: '`steps` says what is done.' },
    READY: { description: 'Its dev server answers at `url`.' },
    STOPPED: { description: 'Nobody used it, or somebody stopped it; `openDevEnvironment` starts it again.' },
    FAILED: { description: '`message` says why, and what to do.' },
  } as const,
});

const DevEnvironmentStepStatus = builder.enumType('DevEnvironmentStepStatus', {
  description: 'How far one step is.',
  values: { PENDING: {}, RUNNING: {}, SUCCEEDED: {}, FAILED: {} } as const,
});

const DevEnvironmentStep = builder.objectRef<Step>('DevEnvironmentStep').implement({
  permission: 'environment.read',
  description: 'A part of making an environment ready.',
  fields: (t) => ({
    name: t.exposeString('name', { description: '`checkout`, `install` or `start`.' }),
    status: t.expose('status', { type: DevEnvironmentStepStatus }),
    durationMs: t.exposeInt('durationMs', { nullable: true, description: 'Milliseconds; null until it has ended.' }),
  }),
});

const DevEnvironmentFile = builder.objectRef<FileEntry>('DevEnvironmentFile').implement({
  permission: 'environment.read',
  description: 'A file of a project, without what is in it.',
  fields: (t) => ({
    path: t.exposeString('path', { description: 'Relative to the project’s folder.' }),
    size: t.exposeInt('size', { description: 'Bytes.' }),
  }),
});

const ChangeStatus = builder.enumType('DevEnvironmentChangeStatus', {
  description: 'How a file differs from the last commit.',
  values: { ADDED: {}, MODIFIED: {}, DELETED: {} } as const,
});

const DevEnvironmentChange = builder.objectRef<Change>('DevEnvironmentChange').implement({
  permission: 'environment.read',
  description: 'A file that is not as it is in the last commit.',
  fields: (t) => ({ path: t.exposeString('path'), status: t.expose('status', { type: ChangeStatus }) }),
});

const ProblemKind = builder.enumType('DevEnvironmentProblemKind', {
  description: 'Where something went wrong.',
  values: {
    BUILD: { description: 'The code does not compile.' },
    RUNTIME: { description: 'The running page threw it.' },
    SERVER: { description: 'The service or the dev server ended.' },
  } as const,
});

const DevEnvironmentProblem = builder.objectRef<DevServerProblem>('DevEnvironmentProblem').implement({
  permission: 'environment.read',
  description: 'What is wrong with a project as it is now.',
  fields: (t) => ({
    kind: t.expose('kind', { type: ProblemKind }),
    message: t.exposeString('message'),
    file: t.exposeString('file', { nullable: true, description: 'Relative to the project’s folder, where it is known.' }),
    line: t.exposeInt('line', { nullable: true, description: 'From 1.' }),
    column: t.exposeInt('column', { nullable: true }),
  }),
});

export const DevEnvironment = builder.prismaObject('DevEnvironment', {
  permission: 'environment.read',
  description: 'Where a project is edited: its files, its packages, and a dev server in a sandbox whose page follows every change.',
  fields: (t) => ({
    id: t.exposeID('id'),
    project: t.field({ type: Project, resolve: ({ projectId }) => ({ id: projectId }) }),
    status: t.expose('status', { type: DevEnvironmentStatus }),
    message: t.exposeString('message', { nullable: true, description: 'Why it is not ready, and what to do.' }),
    url: t.string({
      description: 'Where its page is. Who knows the address may look; while it is not ready, the page there says why.',
      resolve: (row, _args, context) => context.environments.store.urlOf(row),
    }),
    steps: t.field({ type: [DevEnvironmentStep], resolve: ({ steps }) => steps as unknown as Step[] }),
    problem: t.field({
      type: DevEnvironmentProblem,
      nullable: true,
      description: 'What the dev server or the running page last said is wrong, until the next change that works.',
      resolve: ({ id }, _args, context) => context.environments.supervisor.problemOf(id),
    }),
    branch: t.exposeString('branch'),
    commit: t.string({
      nullable: true,
      description: 'The last commit of the branch here; null until it is checked out.',
      resolve: async (row, _args, context) => (await stateOf(context, row))?.commit ?? null,
    }),
    dirty: t.boolean({
      description: 'Whether a file differs from that commit.',
      resolve: async (row, _args, context) => ((await stateOf(context, row))?.changes.length ?? 0) > 0,
    }),
    changes: t.field({
      type: [DevEnvironmentChange],
      description: 'The files that differ.',
      resolve: async (row, _args, context) => (await stateOf(context, row))?.changes ?? [],
    }),
    files: t.field({
      type: [DevEnvironmentFile],
      description: 'Every file that is or may be committed, by path.',
      resolve: (row, _args, context) => context.environments.files.list(row),
    }),
    file: t.field({
      type: EnvironmentFile,
      nullable: true,
      description: 'One file; null where there is none.',
      args: { path: t.arg.string({ required: true }) },
      resolve: (row, { path }, context) => readFile(context, row, path),
    }),
    usedAt: t.expose('usedAt', { type: 'DateTime', description: 'When somebody last looked at it or edited it.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
  }),
});

export type FileOfEnvironment = WorkspaceFile & { environment: DevEnvironmentRow };

export const EnvironmentFile: ReturnType<typeof builder.objectRef<FileOfEnvironment>> =
  builder.objectRef<FileOfEnvironment>('EnvironmentFile');

EnvironmentFile.implement({
  permission: 'environment.read',
  description: 'A file of a project as it is now.',
  fields: (t) => ({
    path: t.exposeString('path'),
    size: t.exposeInt('size', { description: 'Bytes.' }),
    content: t.exposeString('content', { nullable: true, description: 'Null where it is not text, or larger than 1 MiB.' }),
    hash: t.exposeString('hash', { description: 'sha256; a write that names it is refused where the file has changed since.' }),
    environment: t.field({ type: DevEnvironment, resolve: ({ environment }) => environment }),
  }),
});

builder.asEntity(DevEnvironment, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }, context) => environmentById(context, id),
});

builder.objectField(Project, 'devEnvironment', (t) =>
  t.field({
    type: DevEnvironment,
    nullable: true,
    description: 'Where it is edited; null until it has been opened once.',
    resolve: ({ id }, _args, context) => environmentOf(context, id),
  }),
);

export function environmentById(context: IgnisContext, id: string): Promise<DevEnvironmentRow | null> {
  return context.loaders.one('environment by id', id, (ids: readonly string[]) => context.environments.store.byIds(ids));
}

export function environmentOf(context: IgnisContext, projectId: string): Promise<DevEnvironmentRow | null> {
  return context.loaders.one('environment by project', projectId, (ids: readonly string[]) => context.environments.store.byProjects(ids));
}

/** Commit and changes are one question to Git. */
function stateOf(context: IgnisContext, row: DevEnvironmentRow): Promise<WorkspaceState | null> {
  return context.loaders.one('state of an environment', row, (rows: readonly DevEnvironmentRow[]) =>
    Promise.all(rows.map((each) => context.environments.files.state(each))),
  );
}

async function readFile(context: IgnisContext, environment: DevEnvironmentRow, path: string): Promise<FileOfEnvironment | null> {
  const file = await context.environments.files.read(environment, path);
  return file && { ...file, environment };
}
