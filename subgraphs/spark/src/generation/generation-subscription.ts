import { eventStream } from '@wissil/platform/events';
import { z } from 'zod';
import { builder } from '../builder.ts';
import { GenerationRef } from './generation-type.ts';

const payload = z.object({ id: z.string() });

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
    generationsChanged: t.field({
      permission: 'component.generate',
      type: GenerationRef,
      nullable: true,
      description: 'Each generation that begins or gets further, whoever asked for it.',
      directives: { eventSource: { subject: 'generation.*.changed' } },
      subscribe: (_root, _args, context) => eventStream(context.bus, 'generation.*.changed'),
      resolve: (event, _args, context) => context.generations.byId(context, payload.parse(event.payload).id),
    }),
  }),
});
