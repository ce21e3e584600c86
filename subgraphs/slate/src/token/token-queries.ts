import { pageOfArray } from '@wissil/platform/graphql';
import { builder } from '../builder.ts';
import type { SlateContext } from '../context.ts';
import { DEFAULT_SET } from './default-set.ts';
import type { TokenGraph } from './token-graph.ts';
import {
  TokenConnection,
  TokenFilter,
  TokenGroupConnection,
  TokenGroupRef,
  TokenRef,
  TokenSetConnection,
  TokenSetRef,
} from './token-type.ts';

const SET_ARGUMENT = `A token set's slug; ${DEFAULT_SET} where it is not given.`;

builder.queryFields((t) => ({
  token: t.field({
    permission: 'token.read',
    type: TokenRef,
    nullable: true,
    description: 'The token at a path.',
    args: {
      path: t.arg.string({ required: true, description: 'Dotted: color.status.up' }),
      set: t.arg.string({ description: SET_ARGUMENT }),
    },
    resolve: async (_root, { path, set }, context) => (await setNamed(context, set))?.tokenAt(path),
  }),
  tokens: t.field({
    permission: 'token.read',
    type: TokenConnection,
    nullable: true,
    description: 'Tokens in the order of their sets.',
    args: { ...t.arg.connectionArgs(), filter: t.arg({ type: TokenFilter }) },
    resolve: async (_root, { filter, ...args }, context) => {
      const graphs = (await context.sets()).filter(({ set }) => !filter?.set || set.slug === filter.set);
      return pageOfArray(
        graphs.flatMap((graph) => graph.find(filter ?? {})),
        args,
      );
    },
  }),
  tokenGroup: t.field({
    permission: 'token.read',
    type: TokenGroupRef,
    nullable: true,
    description: 'The group at a path.',
    args: { path: t.arg.string({ required: true, description: 'Dotted: color.status' }), set: t.arg.string({ description: SET_ARGUMENT }) },
    resolve: async (_root, { path, set }, context) => (await setNamed(context, set))?.groupAt(path),
  }),
  tokenGroups: t.field({
    permission: 'token.read',
    type: TokenGroupConnection,
    nullable: true,
    description: 'All groups of a set, each before the groups below it.',
    args: { ...t.arg.connectionArgs(), set: t.arg.string({ description: SET_ARGUMENT }) },
    resolve: async (_root, { set, ...args }, context) => pageOfArray((await setNamed(context, set))?.groups ?? [], args),
  }),
  tokenSet: t.field({
    permission: 'token.read',
    type: TokenSetRef,
    nullable: true,
    description: 'The token set of this slug.',
    args: { slug: t.arg.string({ required: true, description: 'luminera' }) },
    resolve: (_root, { slug }, context) => setNamed(context, slug),
  }),
  tokenSets: t.field({
    permission: 'token.read',
    type: TokenSetConnection,
    nullable: true,
    description: 'Every token set, the oldest first.',
    args: t.arg.connectionArgs(),
    resolve: async (_root, args, context) => {
      const graphs = await context.sets();
      const byId = new Map(graphs.map((graph) => [graph.set.id, graph]));
      const page = pageOfArray(
        graphs.map(({ set }) => ({ id: set.id })),
        args,
      );
      return { ...page, edges: page.edges.map(({ cursor }) => ({ cursor, node: byId.get(cursor) as TokenGraph })) };
    },
  }),
}));

async function setNamed(context: SlateContext, slug: string | null | undefined): Promise<TokenGraph | undefined> {
  return (await context.sets()).find(({ set }) => set.slug === (slug ?? DEFAULT_SET));
}
