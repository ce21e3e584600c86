import { InvalidInputError } from '@wissil/platform/errors';
import { builder } from '../builder.ts';
import { Build } from './build-type.ts';

const SourceFileInput = builder.inputType('SourceFileInput', {
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
  }),
});
