import { builder } from '../builder.ts';
import { ComponentConnection, ComponentRef } from './component-type.ts';

const ComponentFilter = builder.inputType('ComponentFilter', {
  description: 'Which components to list.',
  fields: (t) => ({ search: t.string({ description: 'A part of the name or the description; case does not matter.' }) }),
});

builder.queryFields((t) => ({
  components: t.field({
    permission: 'component.read',
    type: ComponentConnection,
    nullable: true,
    description: 'Every component, the one saved last first.',
    args: { ...t.arg.connectionArgs(), filter: t.arg({ type: ComponentFilter }) },
    resolve: (_root, { filter, ...args }, context) => context.components.page(args, filter?.search),
  }),
  component: t.field({
    permission: 'component.read',
    type: ComponentRef,
    nullable: true,
    description: 'The component of this slug.',
    args: { slug: t.arg.string({ required: true, description: 'text-field' }) },
    resolve: (_root, { slug }, context) => context.components.bySlug(slug),
  }),
}));
