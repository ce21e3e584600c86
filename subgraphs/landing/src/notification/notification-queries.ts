import type { PageArguments } from '@wissil/platform/graphql';
import { builder } from '../builder.ts';
import { Notification, NotificationConnection } from './notification-type.ts';

builder.queryField('notifications', (t) =>
  t.connection(
    {
      permission: 'notification.read',
      type: Notification,
      nullable: true,
      description: 'One’s own notifications, newest first.',
      resolve: (_root, args: PageArguments, { notifications, caller }) => notifications.page(caller.subject, args),
    },
    NotificationConnection,
  ),
);
