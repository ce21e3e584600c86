import { InvalidInputError } from '@wissil/platform/errors';
import { builder } from '../builder.ts';
import { parseSaveComponent } from '../component/component-input.ts';
import { GenerationRef, ReportRef } from './generation-type.ts';

const GenerateComponentInput = builder.inputType('GenerateComponentInput', {
  description: 'What the component should be.',
  fields: (t) => ({
    prompt: t.string({
      required: true,
      description:
        'In a sentence or two, at most 2,000 characters: A product card with image, price and actions “Add to cart”, “Remember”.',
    }),
    pattern: t.string({ description: 'The key of the pattern, where the prompt shall not decide.' }),
    name: t.string({ description: 'PascalCase; otherwise from the prompt.' }),
  }),
});

const VerifyComponentInput = builder.inputType('VerifyComponentInput', {
  description: 'A component and its three files, as they would be saved.',
  fields: (t) => ({
    name: t.string({ required: true }),
    source: t.string({ required: true, description: 'The .tsx file.' }),
    tests: t.string({ required: true, description: 'The .test.tsx file.' }),
    stories: t.string({ required: true, description: 'The .stories.tsx file.' }),
  }),
});

builder.mutationFields((t) => ({
  generateComponent: t.field({
    permission: 'component.generate',
    type: GenerationRef,
    description: 'Begins a generation; `generationChanged` tells how far it is.',
    errors: { types: [InvalidInputError] },
    args: { input: t.arg({ type: GenerateComponentInput, required: true }) },
    resolve: (_root, { input }, context) => context.generations.begin(input, context.caller),
  }),
  verifyComponent: t.field({
    permission: 'component.generate',
    type: ReportRef,
    description: 'Checks code as generated code is checked, for example after it was edited.',
    errors: { types: [InvalidInputError] },
    args: { input: t.arg({ type: VerifyComponentInput, required: true }) },
    resolve: async (_root, { input }, context) => {
      const { name, ...files } = await parseSaveComponent({ ...input, description: 'Not saved.' });
      return context.verify(name, files);
    },
  }),
}));
