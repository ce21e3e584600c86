import type { PageArguments } from '@wissil/platform/graphql';
import { ReleaseKind } from '../../generated/prisma/enums.ts';
import { builder } from '../builder.ts';
import type { SlateContext } from '../context.ts';
import { TokenRef, TokenSetRef } from '../token/token-type.ts';
import type { ReleaseRow } from './release-service.ts';
import type { TokenChange } from './token-change.ts';

const ReleaseKindEnum = builder.enumType(ReleaseKind, {
  name: 'ReleaseKind',
  description: 'What made a release: the installation, an edit, or going back.',
});

export const TokenChangeRef = builder.objectRef<TokenChange>('TokenChange').implement({
  permission: 'token.read',
  description: 'What became of one token in a release.',
  fields: (t) => ({
    token: t.field({
      type: TokenRef,
      nullable: true,
      description: 'The token as it is now; null where it is gone.',
      resolve: async ({ tokenId }, _args, context) => {
        for (const graph of await context.sets()) {
          const token = graph.token(tokenId);
          if (token) return token;
        }
        return null;
      },
    }),
    path: t.exposeString('path', { description: 'Dotted path in its set, at that time.' }),
    cssVariable: t.exposeString('cssVariable', { description: "The custom property's name, at that time." }),
    edited: t.exposeBoolean('edited', { description: 'False for a token that followed another one by alias.' }),
    from: t.exposeString('from', { description: 'The resolved value before, as CSS.' }),
    to: t.exposeString('to', { description: 'The resolved value after, as CSS.' }),
    fromValue: t.field({ type: 'JSON', description: 'The DTCG $value before, as authored.', resolve: (change) => change.fromValue }),
    toValue: t.field({ type: 'JSON', description: 'The DTCG $value after, as authored.', resolve: (change) => change.toValue }),
    breaks: t.exposeStringList('breaks', {
      description:
        'Why who uses the token has to look: a unit that changed, a contrast that was lost. Empty for a change that only looks different.',
    }),
  }),
});

export const TokenReleaseRef = builder.objectRef<ReleaseRow>('TokenRelease');

const TokenReleaseConnection = builder.connectionObject(
  { type: TokenReleaseRef, name: 'TokenReleaseConnection', shareable: true, description: 'A page of releases.' },
  { name: 'TokenReleaseEdge', shareable: true },
);

TokenReleaseRef.implement({
  permission: 'token.read',
  description: 'A version of a token set: what changed, when, why and by whom.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Begins with rls_.' }),
    number: t.exposeInt('number', { description: "The set's version." }),
    kind: t.field({ type: ReleaseKindEnum, resolve: ({ kind }) => kind }),
    set: t.field({
      type: TokenSetRef,
      nullable: true,
      description: 'The set that it is a version of.',
      resolve: async ({ setId }, _args, context) => (await context.sets()).find(({ set }) => set.id === setId) ?? null,
    }),
    author: t.exposeString('authorName', { description: 'Who made it; a tool or agent with the person on whose behalf.' }),
    note: t.exposeString('note', { nullable: true, description: 'Why.' }),
    restores: t.field({
      type: TokenReleaseRef,
      nullable: true,
      description: 'The release that it went back to.',
      resolve: ({ restoresId }, _args, context) => (restoresId === null ? null : releaseById(context, restoresId)),
    }),
    breaking: t.exposeBoolean('breaking', { description: 'Whether one of its changes breaks something.' }),
    changes: t.field({
      type: [TokenChangeRef],
      description: 'The edited tokens first, then those that follow them by alias.',
      resolve: ({ changes }) => changes as unknown as TokenChange[],
    }),
    createdAt: t.field({ type: 'DateTime', resolve: ({ createdAt }) => createdAt }),
  }),
});

builder.asEntity(TokenReleaseRef, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: async ({ id }, context) => {
    const release = await releaseById(context, id);
    if (release) await context.reach(release.setId, release.number);
    return release;
  },
});

builder.objectFields(TokenSetRef, (t) => ({
  release: t.field({
    type: TokenReleaseRef,
    nullable: true,
    description: 'The newest release.',
    resolve: ({ set }, _args, context) =>
      context.loaders.one('newest release', set.id, (ids: readonly string[]) => context.releases.newest(ids)),
  }),
  releases: t.field({
    type: TokenReleaseConnection,
    args: t.arg.connectionArgs(),
    description: 'All its releases, newest first.',
    resolve: ({ set }, args: PageArguments, context) => context.releases.page(set.id, args),
  }),
}));

export function releaseById(context: SlateContext, id: string): Promise<ReleaseRow | null> {
  return context.loaders.one('release by id', id, (ids: readonly string[]) => context.releases.byIds(ids));
}
