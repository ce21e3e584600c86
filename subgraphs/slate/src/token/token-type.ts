import { pageOfArray } from '@wissil/platform/graphql';
import { TokenType } from '../../generated/prisma/enums.ts';
import { builder } from '../builder.ts';
import type { GroupNode, TokenGraph, TokenNode } from './token-graph.ts';

const TokenTypeEnum = builder.enumType(TokenType, {
  name: 'TokenType',
  description: 'The types of the Design Tokens Community Group format, 2025.10.',
});

export const TokenRef = builder.objectRef<TokenNode>('Token');
export const TokenGroupRef = builder.objectRef<GroupNode>('TokenGroup');
export const TokenSetRef = builder.objectRef<TokenGraph>('TokenSet');

export const TokenConnection = builder.connectionObject(
  { type: TokenRef, name: 'TokenConnection', shareable: true },
  { name: 'TokenEdge', shareable: true },
);
export const TokenGroupConnection = builder.connectionObject(
  { type: TokenGroupRef, name: 'TokenGroupConnection', shareable: true },
  { name: 'TokenGroupEdge', shareable: true },
);
export const TokenSetConnection = builder.connectionObject(
  { type: TokenSetRef, name: 'TokenSetConnection', shareable: true },
  { name: 'TokenSetEdge', shareable: true },
);

export const TokenFilter = builder.inputType('TokenFilter', {
  description: 'Which tokens to list; all that is given must fit.',
  fields: (t) => ({
    set: t.string({ description: "A token set's slug; every set where it is not given." }),
    group: t.string({ description: 'A group path; its subgroups are included.' }),
    type: t.field({ type: TokenTypeEnum, description: 'Only tokens of this type.' }),
    search: t.string({ description: 'A part of the path, the description or the custom property; case does not matter.' }),
  }),
});

TokenRef.implement({
  permission: 'token.read',
  description: 'One design decision with a name: a colour, a distance, a text style.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Begins with tok_.' }),
    path: t.exposeString('path', { description: 'Dotted path in its set, as in DTCG aliases: color.ember.500' }),
    name: t.exposeString('name', { description: 'The last part of the path.' }),
    type: t.field({ type: TokenTypeEnum, description: 'What kind of value it holds.', resolve: (token) => token.type }),
    description: t.exposeString('description', { nullable: true, description: 'What it is for.' }),
    value: t.field({
      type: 'JSON',
      description: 'The DTCG $value as authored: a literal, a composite, or an alias {color.ember.500}.',
      resolve: (token) => token.value,
    }),
    resolvedValue: t.field({ type: 'JSON', description: 'The value with every alias followed.', resolve: (token) => token.resolvedValue }),
    cssVariable: t.exposeString('cssVariable', { description: "The custom property's name: --color-ember-500" }),
    cssValue: t.exposeString('cssValue', {
      description: 'The resolved value as CSS writes it: the font shorthand for a typography, the stops for a gradient.',
    }),
    alias: t.field({
      type: TokenRef,
      nullable: true,
      description: 'The token that this one as a whole stands for.',
      resolve: (token) => token.graph.aliasOf(token),
    }),
    aliasedBy: t.field({
      type: TokenConnection,
      args: t.arg.connectionArgs(),
      description: 'The tokens whose value, as a whole or in a part, refers to this one.',
      resolve: (token, args) => pageOfArray(token.graph.referrersTo(token), args),
    }),
    group: t.field({ type: TokenGroupRef, description: 'The group that it stands in.', resolve: (token) => token.graph.groupOf(token) }),
    set: t.field({ type: TokenSetRef, description: 'The set that it belongs to.', resolve: (token) => token.graph }),
    version: t.exposeInt('version', { description: 'Counts up with every change; pass it back as expectedVersion.' }),
    updatedAt: t.field({ type: 'DateTime', description: 'When it last changed.', resolve: (token) => new Date(token.updatedAt) }),
  }),
});

TokenGroupRef.implement({
  permission: 'token.read',
  description: 'Tokens and further groups under one path.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Begins with grp_.' }),
    path: t.exposeString('path', { description: 'Dotted path in its set: color.status' }),
    name: t.exposeString('name', { description: 'The last part of the path.' }),
    description: t.exposeString('description', { nullable: true, description: 'What its tokens are for.' }),
    set: t.field({ type: TokenSetRef, description: 'The set that it belongs to.', resolve: (group) => group.graph }),
    parent: t.field({
      type: TokenGroupRef,
      nullable: true,
      description: 'The group above; null at the top.',
      resolve: (group) => group.graph.parentOf(group),
    }),
    children: t.field({ type: [TokenGroupRef], description: 'The groups directly below.', resolve: (group) => group.children }),
    tokenCount: t.int({ description: 'Tokens in it and in the groups below.', resolve: (group) => group.tokens.length }),
    tokens: t.field({
      type: TokenConnection,
      args: t.arg.connectionArgs(),
      description: 'Its tokens, then those of the groups below.',
      resolve: (group, args) => pageOfArray(group.tokens, args),
    }),
  }),
});

TokenSetRef.implement({
  permission: 'token.read',
  description: "A design system's tokens.",
  fields: (t) => ({
    id: t.id({ description: 'Begins with set_.', resolve: ({ set }) => set.id }),
    slug: t.string({ description: 'Its name in addresses: luminera', resolve: ({ set }) => set.slug }),
    name: t.string({ description: 'Its name.', resolve: ({ set }) => set.name }),
    description: t.string({ nullable: true, description: 'What it is.', resolve: ({ set }) => set.description }),
    version: t.int({ description: 'Counts up with every change of one of its tokens.', resolve: ({ set }) => set.version }),
    tokenCount: t.int({ description: 'All its tokens.', resolve: ({ tokens }) => tokens.length }),
    groups: t.field({
      type: TokenGroupConnection,
      args: t.arg.connectionArgs(),
      description: 'All its groups, each before the groups below it.',
      resolve: ({ groups }, args) => pageOfArray(groups, args),
    }),
    tokens: t.field({
      type: TokenConnection,
      args: { ...t.arg.connectionArgs(), filter: t.arg({ type: TokenFilter }) },
      description: 'Its tokens, in the order of the set.',
      resolve: (graph, { filter, ...args }) =>
        pageOfArray(filter?.set && filter.set !== graph.set.slug ? [] : graph.find(filter ?? {}), args),
    }),
  }),
});

builder.asEntity(TokenRef, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: async ({ id }, context) => first(await context.sets(), (graph) => graph.token(id)),
});
builder.asEntity(TokenGroupRef, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: async ({ id }, context) => first(await context.sets(), (graph) => graph.group(id)),
});
builder.asEntity(TokenSetRef, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: async ({ id }, context) => (await context.sets()).find(({ set }) => set.id === id) ?? null,
});

/** What the first set that has it answers. */
function first<Node>(graphs: readonly TokenGraph[], look: (graph: TokenGraph) => Node | undefined): Node | null {
  for (const graph of graphs) {
    const node = look(graph);
    if (node) return node;
  }
  return null;
}
