import { eventStream } from '@wissil/platform/events';
import { builder } from '../builder.ts';
import { GenerationRef } from './generation-type.ts';

builder.subscriptionType({
  fields: (t) => ({
    generationChanged: t.field({
      permission: 'component.generate',
      type: GenerationRef,
      nullable: true,
      description: 'A generation each time that it gets further.',
      directives: { eventSource: { subject: 'generation.{args.id}.changed' } },
      args: { id: t.arg.id({ required: true }) },
      // The gateway reads the bus itself; this serves those who ask SPARK directly.
      subscribe: (_root, { id }, context) => eventStream(context.bus, `generation.${id}.changed`),
      resolve: (_event, { id }, context) => context.generations.byId(context, id),
    }),
  }),
});
