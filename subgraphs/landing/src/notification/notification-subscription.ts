import { eventStream } from '@wissil/platform/events';
import { z } from 'zod';
import { builder } from '../builder.ts';
import { notificationSubject } from './notification-store.ts';
import { Notification, ownNotification } from './notification-type.ts';

const payload = z.object({ id: z.string() });

builder.subscriptionField('notificationReceived', (t) =>
  t.field({
    permission: 'notification.read',
    type: Notification,
    nullable: true,
    description: 'Each new notification of one’s own, from now on.',
    directives: { eventSource: { subject: notificationSubject('{caller.subject}') } },
    // The gateway reads the bus itself; this serves those who ask LANDING directly.
    subscribe: (_root, _args, { bus, caller }) => eventStream(bus, notificationSubject(caller.subject)),
    resolve: (event, _args, context) => ownNotification(context, payload.parse(event.payload).id),
  }),
);
