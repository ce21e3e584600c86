import { ConflictError, InvalidInputError } from '@wissil/platform/errors';
import { builder } from '../builder.ts';
import { ComponentRef } from './component-type.ts';

const SaveComponentInput = builder.inputType('SaveComponentInput', {
  description: 'A component and its three files.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'PascalCase; saving an existing name makes its next version.' }),
    description: t.string({ required: true, description: 'What it is for, in a sentence.' }),
    source: t.string({ required: true, description: 'The .tsx file: valid TypeScript that exports the name.' }),
    tests: t.string({ required: true, description: 'The .test.tsx file.' }),
    stories: t.string({ required: true, description: 'The .stories.tsx file.' }),
    generation: t.id({ description: 'The generation that it came from, if it did.' }),
    acceptUnverified: t.boolean({
      description: 'Saves what came from a generation that could not be verified (UNVERIFIED); refused without it.',
    }),
    expectedVersion: t.int({
      description: 'The latest number that was read, 0 for a new component; refused with ConflictError when it has moved on.',
    }),
  }),
});

builder.mutationType({});

builder.mutationField('saveComponent', (t) =>
  t.field({
    permission: 'component.write',
    type: ComponentRef,
    description: 'Saves the next version of a component and publishes component.created.',
    errors: { types: [InvalidInputError, ConflictError] },
    args: { input: t.arg({ type: SaveComponentInput, required: true }) },
    resolve: (_root, { input }, context) => context.components.save(input),
  }),
);
