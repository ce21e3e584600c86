import { builder } from '../builder.ts';
import { UpdateTokenInput } from '../token/token-mutations.ts';
import type { UpdatePreview } from '../token/token-service.ts';
import { releaseById, TokenChangeRef, TokenReleaseRef } from './release-type.ts';

const PreviewProblem = builder.objectRef<UpdatePreview['problems'][number]>('PreviewProblem').implement({
  permission: 'token.read',
  description: 'Why a value cannot be saved.',
  fields: (t) => ({ path: t.exposeString('path'), message: t.exposeString('message') }),
});

const TokenUpdatePreview = builder.objectRef<UpdatePreview>('TokenUpdatePreview').implement({
  permission: 'token.read',
  description: 'What a new value of a token, or going back, would do.',
  fields: (t) => ({
    problems: t.field({ type: [PreviewProblem], description: 'Why it cannot be saved.', resolve: ({ problems }) => [...problems] }),
    changes: t.field({
      type: [TokenChangeRef],
      description: 'The tokens that get another value first, then those that follow them by alias.',
      resolve: ({ changes }) => [...changes],
    }),
    breaking: t.boolean({
      description: 'Whether one of the changes breaks something.',
      resolve: ({ changes }) => changes.some(({ breaks }) => breaks.length > 0),
    }),
  }),
});

builder.queryFields((t) => ({
  tokenRelease: t.field({
    permission: 'token.read',
    type: TokenReleaseRef,
    nullable: true,
    description: 'One release by its id.',
    args: { id: t.arg.id({ required: true }) },
    resolve: (_root, { id }, context) => releaseById(context, id),
  }),
  previewTokenUpdate: t.field({
    permission: 'token.read',
    type: TokenUpdatePreview,
    nullable: true,
    description: 'What updateToken would do with the same input, without doing it.',
    args: { input: t.arg({ type: UpdateTokenInput, required: true }) },
    resolve: (_root, { input }, context) => context.tokens.preview({ ...input, value: input.value }),
  }),
  previewTokenRollBack: t.field({
    permission: 'token.read',
    type: TokenUpdatePreview,
    nullable: true,
    description: 'What rollBackTokens to that release would do now, without doing it; no changes where the set has its values already.',
    args: { release: t.arg.id({ required: true, description: 'The release to go back to.' }) },
    resolve: (_root, { release }, context) => context.tokens.previewRollBack(release),
  }),
}));
