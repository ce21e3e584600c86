import type { NotificationSeverity } from '../../generated/prisma/enums.ts';
import { builder } from '../builder.ts';
import type { LandingContext } from '../context.ts';

const NotificationSeverityEnum = builder.enumType('NotificationSeverity', {
  description: 'How much a notification matters.',
  values: {
    INFO: { description: 'Good to know.' },
    CRITICAL: { description: 'Something was given up, and somebody has to look.' },
  } as const satisfies Record<NotificationSeverity, object>,
});

export const Notification = builder.prismaObject('Notification', {
  permission: 'notification.read',
  description: 'Something that one person is told. Only that person sees it.',
  fields: (t) => ({
    id: t.exposeID('id'),
    severity: t.expose('severity', { type: NotificationSeverityEnum }),
    title: t.exposeString('title', { description: 'What has happened, in a few words.' }),
    message: t.exposeString('message', { description: 'More of it, and what to do.' }),
    link: t.exposeString('link', { nullable: true, description: 'Where to look: a path of the web client, or an address.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    readAt: t.expose('readAt', { type: 'DateTime', nullable: true, description: 'When it was marked as read.' }),
  }),
});

builder.asEntity(Notification, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }, context) => ownNotification(context, id),
});

export const NotificationConnection = builder.connectionObject(
  {
    type: Notification,
    name: 'NotificationConnection',
    shareable: true,
    description: 'A page of notifications.',
    fields: (t) => ({
      unreadCount: t.int({
        description: 'Of all of one’s own.',
        resolve: (_connection, _args, { notifications, caller }) => notifications.unread(caller.subject),
      }),
    }),
  },
  { name: 'NotificationEdge', shareable: true },
);

/** Null for what is somebody else's. */
export function ownNotification(context: LandingContext, id: string) {
  const { subject } = context.caller;
  return context.loaders.one('notification by id', id, (ids: readonly string[]) => context.notifications.byIds(subject, ids));
}
