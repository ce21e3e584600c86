import { builder } from '../builder.ts';
import { ComponentConnection } from '../component/component-type.ts';

/** SLATE's token, as far as SPARK adds to it. */
builder
  .externalRef('Token', builder.selection<{ id: string }>('id'), (token) => token)
  .implement({
    permission: 'token.read',
    description: 'One design decision with a name: a colour, a distance, a text style.',
    externalFields: (t) => ({ cssVariable: t.string() }),
    fields: (t) => ({
      id: t.exposeID('id'),
      usedBy: t.field({
        type: ComponentConnection,
        nullable: true,
        args: t.arg.connectionArgs(),
        description: 'The components whose latest version reads its custom property, the one saved last first.',
        requires: builder.selection<{ cssVariable: string }>('cssVariable'),
        resolve: ({ cssVariable }, args, context) => context.components.usersOf(context, cssVariable, args),
      }),
    }),
  });
