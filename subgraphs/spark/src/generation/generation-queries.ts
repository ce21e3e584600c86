import type { PageArguments } from '@wissil/platform/graphql';
import { builder } from '../builder.ts';
import { PATTERNS } from '../pattern/pattern-library.ts';
import { GenerationConnection, GenerationRef, Pattern } from './generation-type.ts';

const GenerationFilter = builder.inputType('GenerationFilter', {
  description: 'Which generations to show.',
  fields: (t) => ({ author: t.id({ description: 'The id of the person who asked for them, by themselves or by a tool or agent.' }) }),
});

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
    description: 'Generations, newest first.',
    args: {
      ...t.arg.connectionArgs(),
      filter: t.arg({ type: GenerationFilter, description: 'Only those; all where it is not given.' }),
    },
    resolve: (_root, { filter, ...args }, context) => context.generations.page(args as PageArguments, filter?.author),
  }),
  patterns: t.field({
    permission: 'component.read',
    type: [Pattern],
    nullable: true,
    description: 'What SPARK can make by itself.',
    resolve: () => Object.values(PATTERNS),
  }),
}));
