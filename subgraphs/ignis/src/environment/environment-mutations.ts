import { ConflictError, InvalidInputError, NotFoundError } from '@wissil/platform/errors';
import { builder } from '../builder.ts';
import { DevEnvironment, EnvironmentFile } from './environment-type.ts';

const OpenDevEnvironmentInput = builder.inputType('OpenDevEnvironmentInput', {
  description: 'Which project to open.',
  fields: (t) => ({ project: t.id({ required: true }) }),
});

const StopDevEnvironmentInput = builder.inputType('StopDevEnvironmentInput', {
  description: 'Which environment to stop.',
  fields: (t) => ({ environment: t.id({ required: true }) }),
});

const WriteFileInput = builder.inputType('WriteFileInput', {
  description: 'What a file is to hold; it is made where there is none.',
  fields: (t) => ({
    environment: t.id({ required: true }),
    path: t.string({ required: true, description: 'Relative to the project’s folder, with / between its parts.' }),
    content: t.string({ required: true, description: 'At most 1 MiB of text.' }),
    expectedHash: t.string({ description: 'The hash that was read; refused with ConflictError where the file has changed since.' }),
  }),
});

const DeleteFileInput = builder.inputType('DeleteFileInput', {
  description: 'Which file to delete.',
  fields: (t) => ({
    environment: t.id({ required: true }),
    path: t.string({ required: true }),
    expectedHash: t.string({ description: 'The hash that was read; refused with ConflictError where the file has changed since.' }),
  }),
});

const CommitFilesInput = builder.inputType('CommitFilesInput', {
  description: 'A commit of every file that differs.',
  fields: (t) => ({
    environment: t.id({ required: true }),
    message: t.string({ required: true, description: 'What the change is for.' }),
  }),
});

const DiscardChangesInput = builder.inputType('DiscardChangesInput', {
  description: 'Which environment’s changes to discard.',
  fields: (t) => ({ environment: t.id({ required: true }) }),
});

builder.mutationFields((t) => ({
  openDevEnvironment: t.field({
    permission: 'environment.write',
    type: DevEnvironment,
    description: 'Starts the environment of a project, and makes it where there is none.',
    errors: { types: [NotFoundError] },
    args: { input: t.arg({ type: OpenDevEnvironmentInput, required: true }) },
    resolve: (_root, { input }, context) => context.environments.open(input.project, context.caller),
  }),
  stopDevEnvironment: t.field({
    permission: 'environment.write',
    type: DevEnvironment,
    description: 'Stops the dev server; the files stay as they are.',
    errors: { types: [NotFoundError] },
    args: { input: t.arg({ type: StopDevEnvironmentInput, required: true }) },
    resolve: (_root, { input }, context) => context.environments.stop(input.environment),
  }),
  writeFile: t.field({
    permission: 'environment.write',
    type: EnvironmentFile,
    description: 'Writes a file; the preview shows it at once.',
    errors: { types: [InvalidInputError, NotFoundError, ConflictError] },
    args: { input: t.arg({ type: WriteFileInput, required: true }) },
    resolve: (_root, { input: { environment, ...request } }, context) => context.environments.write(environment, request),
  }),
  deleteFile: t.field({
    permission: 'environment.write',
    type: DevEnvironment,
    description: 'Deletes a file.',
    errors: { types: [InvalidInputError, NotFoundError, ConflictError] },
    args: { input: t.arg({ type: DeleteFileInput, required: true }) },
    resolve: (_root, { input }, context) => context.environments.remove(input.environment, input.path, input.expectedHash),
  }),
  commitFiles: t.field({
    permission: 'environment.write',
    type: DevEnvironment,
    description: 'Commits every change in the caller’s name, and pushes it to the project’s repository.',
    errors: { types: [InvalidInputError, NotFoundError, ConflictError] },
    args: { input: t.arg({ type: CommitFilesInput, required: true }) },
    resolve: (_root, { input }, context) => context.environments.commit(input.environment, input.message, context.caller),
  }),
  discardChanges: t.field({
    permission: 'environment.write',
    type: DevEnvironment,
    description: 'Puts every file back as it is in the last commit.',
    errors: { types: [NotFoundError, ConflictError] },
    args: { input: t.arg({ type: DiscardChangesInput, required: true }) },
    resolve: (_root, { input }, context) => context.environments.discard(input.environment),
  }),
}));
