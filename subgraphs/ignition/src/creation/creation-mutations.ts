import { ConflictError, InvalidInputError, NotFoundError } from '@wissil/platform/errors';
import { builder } from '../builder.ts';
import { planProject } from '../project/project-plan.ts';
import { CreationRef } from './creation-type.ts';

export const CreateProjectInput = builder.inputType('CreateProjectInput', {
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
    idempotencyKey: t.string({
      description: 'A UUID for example. A request that is repeated with it is done once, and answered with what came of the first.',
    }),
  }),
});

builder.mutationType({});

builder.mutationField('createProject', (t) =>
  t.field({
    permission: 'project.create',
    type: CreationRef,
    description:
      'Takes the name, and begins to make the project: files, repository, first commit, registration with project.created. The answer says how far it is; projectCreationChanged follows it.',
    errors: { types: [InvalidInputError, NotFoundError, ConflictError] },
    args: { input: t.arg({ type: CreateProjectInput, required: true }) },
    async resolve(_root, { input: { idempotencyKey, ...request } }, { caller, creations, gitHub, templates }) {
      const plan = planProject({ ...request, inputs: request.inputs }, { templates: await templates(), gitHub });
      return creations.request(plan, { caller, key: idempotencyKey });
    },
  }),
);
