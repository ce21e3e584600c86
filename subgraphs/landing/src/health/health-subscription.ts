import { eventStream } from '@wissil/platform/events';
import { z } from 'zod';
import { builder } from '../builder.ts';
import { System } from '../system/system-type.ts';

const SUBJECT = 'system.health.changed';

const payload = z.object({ id: z.string() });

builder.subscriptionType({
  fields: (t) => ({
    systemHealthChanged: t.field({
      permission: 'system.read',
      type: System,
      description: 'Each system whose health changes, from now on.',
      directives: { eventSource: { subject: SUBJECT } },
      // The gateway reads the bus itself; this serves those who ask LANDING directly.
      subscribe: (_root, _args, context) => eventStream(context.bus, SUBJECT),
      resolve: async (event, _args, context) => context.systems.byIdOrThrow(payload.parse(event.payload).id),
    }),
  }),
});
