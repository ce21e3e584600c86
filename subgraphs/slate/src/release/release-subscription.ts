import { eventStream } from '@wissil/platform/events';
import { z } from 'zod';
import { builder } from '../builder.ts';
import { releaseById, TokenReleaseRef } from './release-type.ts';

const SUBJECT = 'tokens.updated';

const payload = z.object({ id: z.string() });

builder.subscriptionType({
  fields: (t) => ({
    tokensUpdated: t.field({
      permission: 'token.read',
      type: TokenReleaseRef,
      nullable: true,
      description: 'Each new release of any token set, from now on.',
      directives: { eventSource: { subject: SUBJECT } },
      // The gateway reads the bus itself; this serves those who ask SLATE directly.
      subscribe: (_root, _args, context) => eventStream(context.bus, SUBJECT),
      resolve: (event, _args, context) => releaseById(context, payload.parse(event.payload).id),
    }),
  }),
});
