import type { PageArguments } from '@wissil/platform/graphql';
import { builder } from '../builder.ts';
import { PATTERNS } from '../pattern/pattern-library.ts';
import { GenerationConnection, GenerationRef, Pattern } from './generation-type.ts';

builder.queryFields((t) => ({
  generation: t.field({
    permission: 'component.generate',
    type: GenerationRef,
    nullable: true,
    description: 'One generation by its id.',
    args: { id: t.arg.id({ required: true }) },
    resolve: (_root, { id }, context) => context.generations.byId(context, id),
  }),
  generations: t.field({
    permission: 'component.generate',
    type: GenerationConnection,
    nullable: true,
    description: 'Every generation, newest first.',
    args: t.arg.connectionArgs(),
    resolve: (_root, args: PageArguments, context) => context.generations.page(args),
  }),
  patterns: t.field({
    permission: 'component.read',
    type: [Pattern],
    nullable: true,
    description: 'What SPARK can make by itself.',
    resolve: () => Object.values(PATTERNS),
  }),
}));
