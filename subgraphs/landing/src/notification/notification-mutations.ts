import { InvalidInputError } from '@wissil/platform/errors';
import { builder } from '../builder.ts';

const MarkNotificationsReadInput = builder.inputType('MarkNotificationsReadInput', {
  description: 'Which of one’s own notifications one has read.',
  fields: (t) => ({ ids: t.idList({ description: 'Not given: all of them.' }) }),
});

const ReadNotifications = builder.objectRef<{ count: number }>('ReadNotifications').implement({
  permission: 'notification.read',
  description: 'Notifications that have been marked as read.',
  fields: (t) => ({
    count: t.exposeInt('count', { description: 'That were unread before.' }),
    unreadCount: t.int({
      description: 'That are still unread, of all of one’s own.',
      resolve: (_read, _args, { notifications, caller }) => notifications.unread(caller.subject),
    }),
  }),
});

builder.mutationField('markNotificationsRead', (t) =>
  t.field({
    permission: 'notification.read',
    type: ReadNotifications,
    description: 'Marks one’s own notifications as read.',
    errors: { types: [InvalidInputError] },
    args: { input: t.arg({ type: MarkNotificationsReadInput, required: true }) },
    resolve: async (_root, { input }, { notifications, caller }) => ({ count: await notifications.markRead(caller.subject, input.ids) }),
  }),
);
