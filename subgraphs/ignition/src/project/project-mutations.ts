import { ConflictError, InvalidInputError, NotFoundError } from '@wissil/platform/errors';
import { builder } from '../builder.ts';
import { ProjectRef } from './project-list.ts';

const CreateProjectInput = builder.inputType('CreateProjectInput', {
  description: 'The answers of the wizard.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Becomes the npm package name: Aurora Shop → aurora-shop.' }),
    description: t.string({ description: 'What the project is for.' }),
    template: t.string({ required: true, description: "The template's slug." }),
    inputs: t.field({
      type: 'JSON',
      required: true,
      description: "An object with a value for each of the template's inputs; what is left out takes its default.",
    }),
  }),
});

builder.mutationType({});

builder.mutationField('createProject', (t) =>
  t.field({
    permission: 'project.create',
    type: ProjectRef,
    description: 'Registers a project and publishes project.created.',
    errors: { types: [InvalidInputError, NotFoundError, ConflictError] },
    args: { input: t.arg({ type: CreateProjectInput, required: true }) },
    resolve: (_root, { input }, context) => context.projects.create({ ...input, inputs: input.inputs }),
  }),
);
