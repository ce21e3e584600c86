import { eventStream } from '@wissil/platform/events';
import { z } from 'zod';
import { NotFoundError } from '@wissil/platform/errors';
import { builder } from '../builder.ts';
import { CREATION_CHANGED } from './creation-store.ts';
import { CreationRef } from './creation-type.ts';

const payload = z.object({ id: z.string() });

builder.subscriptionType({
  fields: (t) => ({
    projectCreationChanged: t.field({
      permission: 'project.read',
      type: CreationRef,
      description: 'The making of a project each time that it has gone on, from now on; it ends with SUCCEEDED or FAILED.',
      directives: { eventSource: { subject: `${CREATION_CHANGED}.{args.id}` } },
      args: { id: t.arg.id({ required: true, description: 'crt_…' }) },
      // The gateway reads the bus itself; this serves those who ask IGNITION directly.
      subscribe: (_root, { id }, context) => eventStream(context.bus, `${CREATION_CHANGED}.${id}`),
      async resolve(event, _args, context) {
        const creation = await context.creations.byId(context, payload.parse(event.payload).id);
        if (!creation) throw new NotFoundError('The making of this project is not known any more.');
        return creation;
      },
    }),
  }),
});
