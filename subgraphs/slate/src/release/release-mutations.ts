import { ConflictError, InvalidInputError, NotFoundError } from '@wissil/platform/errors';
import { builder } from '../builder.ts';
import { authorOf } from './release-store.ts';
import { TokenReleaseRef } from './release-type.ts';

const RollBackTokensInput = builder.inputType('RollBackTokensInput', {
  description: 'Where to go back to, and why.',
  fields: (t) => ({
    release: t.id({ required: true, description: 'The release whose values the tokens get again.' }),
    expectedVersion: t.int({ description: "The set's version that was read; refused with ConflictError when the set has moved on." }),
    note: t.string({ description: 'Why; it stands in the release.' }),
  }),
});

builder.mutationField('rollBackTokens', (t) =>
  t.field({
    permission: 'token.write',
    type: TokenReleaseRef,
    description: 'Gives all tokens of a set the values that they had at a release, by a new release; publishes tokens.updated.',
    errors: { types: [InvalidInputError, NotFoundError, ConflictError] },
    args: { input: t.arg({ type: RollBackTokensInput, required: true }) },
    resolve: (_root, { input }, context) => context.tokens.rollBack(input, authorOf(context.caller)),
  }),
);
