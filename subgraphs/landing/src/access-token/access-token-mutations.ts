import type { Role } from '@wissil/platform/auth';
import { ConflictError, InvalidInputError, NotFoundError } from '@wissil/platform/errors';
import { builder } from '../builder.ts';
import type { CreatedAccessToken as Created } from './access-token-service.ts';
import { AccessToken, AccessTokenKind } from './access-token-type.ts';

const CreatedAccessToken = builder.objectRef<Created>('CreatedAccessToken').implement({
  permission: 'access-token.manage',
  description: 'A new access token, with what nobody can read a second time.',
  fields: (t) => ({
    accessToken: t.field({ type: AccessToken, resolve: ({ accessToken }) => accessToken }),
    secret: t.exposeString('secret', { description: 'What the tool sends: `Authorization: Bearer wsl_…`.' }),
  }),
});

const CreateAccessTokenInput = builder.inputType('CreateAccessTokenInput', {
  description: 'What an access token is for, and what it may do.',
  fields: (t) => ({
    name: t.string({ required: true, description: '1 to 60 characters.' }),
    kind: t.field({ type: AccessTokenKind, required: true }),
    scopes: t.stringList({
      required: true,
      description: 'At least one of the viewer’s `tokenScopes`; for an agent, of those with `agent`.',
    }),
    expiresInDays: t.int({ required: true, description: '1 to 365.' }),
  }),
});

const RevokeAccessTokenInput = builder.inputType('RevokeAccessTokenInput', {
  description: 'Which access token to end.',
  fields: (t) => ({ id: t.id({ required: true }) }),
});

builder.mutationFields((t) => ({
  createAccessToken: t.field({
    permission: 'access-token.manage',
    type: CreatedAccessToken,
    description: 'Creates an access token that works for who asks. Its secret is in this answer alone.',
    errors: { types: [InvalidInputError, NotFoundError, ConflictError] },
    args: { input: t.arg({ type: CreateAccessTokenInput, required: true }) },
    resolve: async (_root, { input }, { accessTokens, caller }) => {
      const { subject: id, permissions } = caller;
      const created = await accessTokens.create(input, { id, permissions, role: caller.role as Role });
      // The audit record names it.
      return { id: created.accessToken.id, ...created };
    },
  }),
  revokeAccessToken: t.field({
    permission: 'access-token.manage',
    type: AccessToken,
    description: 'Ends an access token at once: one’s own, or anybody’s for who manages users.',
    errors: { types: [NotFoundError] },
    args: { input: t.arg({ type: RevokeAccessTokenInput, required: true }) },
    resolve: (_root, { input }, { accessTokens, caller }) =>
      accessTokens.revoke(input.id, caller.permissions.has('user.manage') ? 'anybody' : { owner: caller.subject }),
  }),
}));
