import { builder } from '../builder.ts';
import type { TokenNode } from '../token/token-graph.ts';
import { TokenRef } from '../token/token-type.ts';

/** SPARK's component, as far as SLATE adds to it. */
builder
  .externalRef('Component', builder.selection<{ id: string }>('id'), (component) => component)
  .implement({
    permission: 'component.read',
    description: 'A component of the design system.',
    externalFields: (t) => ({ cssVariables: t.stringList() }),
    fields: (t) => ({
      id: t.exposeID('id'),
      tokens: t.field({
        type: [TokenRef],
        nullable: true,
        description: 'The tokens whose custom properties its latest version reads.',
        requires: builder.selection<{ cssVariables: string[] }>('cssVariables'),
        resolve: async ({ cssVariables }, _args, context) => {
          const graphs = await context.sets();
          const found = cssVariables.map((name) => graphs.map((graph) => graph.tokenOfVariable(name)).find((token) => token !== undefined));
          return found.filter((token): token is TokenNode => token !== undefined);
        },
      }),
    }),
  });
