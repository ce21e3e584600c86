import { ConflictError, InvalidInputError, NotFoundError } from '@wissil/platform/errors';
import { builder } from '../builder.ts';
import { authorOf } from '../release/release-store.ts';
import { TokenRef } from './token-type.ts';

export const UpdateTokenInput = builder.inputType('UpdateTokenInput', {
  description: 'The new value of a token.',
  fields: (t) => ({
    id: t.id({ required: true, description: "The token's id." }),
    value: t.field({ type: 'JSON', required: true, description: 'A DTCG $value: a literal, a composite, or an alias {color.ember.500}.' }),
    description: t.string({ description: 'Not given: stays as it is. An empty text removes it.' }),
    expectedVersion: t.int({ description: 'The version that was read; refused with ConflictError when the token has moved on.' }),
    note: t.string({ description: 'Why; it stands in the release.' }),
    refuseBreaking: t.boolean({
      description: 'Refuse the change with ConflictError where it breaks something: previewTokenUpdate says what.',
    }),
  }),
});

builder.mutationType({});

builder.mutationField('updateToken', (t) =>
  t.field({
    permission: 'token.write',
    type: TokenRef,
    description: 'Gives a token a new value: makes a release and publishes tokens.updated.',
    errors: { types: [InvalidInputError, NotFoundError, ConflictError] },
    args: { input: t.arg({ type: UpdateTokenInput, required: true }) },
    resolve: (_root, { input }, context) => context.tokens.update({ ...input, value: input.value }, authorOf(context.caller)),
  }),
);
