import { ConflictError, InvalidInputError, NotFoundError } from '@wissil/platform/errors';
import { builder } from '../builder.ts';
import { Build } from './build-type.ts';

export const SourceFileInput = builder.inputType('SourceFileInput', {
  description: 'A file to build from.',
  fields: (t) => ({
    path: t.string({ required: true, description: 'Relative, with / between its parts: src/Button.tsx.' }),
    content: t.string({ required: true }),
  }),
});

const StartBuildInput = builder.inputType('StartBuildInput', {
  description: 'What to build: at most 200 files of 2 MiB together. Packages that they import stay imports.',
  fields: (t) => ({
    entry: t.string({ required: true, description: 'The path of the file that the build begins with.' }),
    files: t.field({ type: [SourceFileInput], required: true }),
    project: t.id({ description: 'The project that it belongs to.' }),
    componentVersion: t.id({ description: 'The component’s version that it belongs to.' }),
  }),
});

const StartProjectBuildInput = builder.inputType('StartProjectBuildInput', {
  description: 'Which state of a project to build; of neither commit nor branch, the newest commit of its default branch.',
  fields: (t) => ({
    project: t.id({ required: true, description: 'The project’s id.' }),
    commit: t.string({ description: 'A commit’s full hash.' }),
    branch: t.string({ description: 'Its newest commit is built, unless a commit is named.' }),
  }),
});

const CancelBuildInput = builder.inputType('CancelBuildInput', {
  description: 'A build that nobody wants any more.',
  fields: (t) => ({ id: t.id({ required: true }) }),
});

builder.mutationType({
  fields: (t) => ({
    startBuild: t.field({
      permission: 'build.start',
      type: Build,
      description: 'Queues a build of the given files.',
      errors: { types: [InvalidInputError] },
      args: { input: t.arg({ type: StartBuildInput, required: true }) },
      resolve: (_root, { input }, context) => context.builds.start(input),
    }),
    startProjectBuild: t.field({
      permission: 'build.start',
      type: Build,
      description: 'Queues a build of a project: lint, type check, tests, build and package of one commit.',
      errors: { types: [InvalidInputError, NotFoundError] },
      args: { input: t.arg({ type: StartProjectBuildInput, required: true }) },
      resolve: (_root, { input }, context) => context.builds.startProject(input),
    }),
    cancelBuild: t.field({
      permission: 'build.start',
      type: Build,
      description: 'Stops a build, or takes it from the queue: it has failed then, and says who did that.',
      errors: { types: [NotFoundError, ConflictError] },
      args: { input: t.arg({ type: CancelBuildInput, required: true }) },
      resolve: (_root, { input }, context) => context.builds.cancel(input.id, context.caller.name),
    }),
  }),
});
