import { recordEvent } from '@wissil/platform/events';
import { newId } from '@wissil/platform/graphql';
import type { NotificationSeverity, Prisma } from '../../generated/prisma/client.ts';

export interface NewNotification {
  severity: NotificationSeverity;
  title: string;
  message: string;
  link: string | null;
}

/** What the subscription of one person hears; nothing of it is for anybody else's eyes, so it names the notification alone. */
export function notificationSubject(userId: string): string {
  return `notification.${userId}.received`;
}

/** Tells each of these people, as far as they may sign in. Part of the transaction that has the reason. Returns how many were told. */
export async function notify(tx: Prisma.TransactionClient, who: Prisma.UserWhereInput, notification: NewNotification): Promise<number> {
  const people = await tx.user.findMany({ where: { AND: [who, { status: { not: 'DISABLED' }, local: false }] }, select: { id: true } });
  const rows = people.map(({ id }) => ({ id: newId('Notification'), userId: id, ...notification }));
  await tx.notification.createMany({ data: rows });
  for (const { id, userId } of rows) await recordEvent(tx, { subject: notificationSubject(userId), payload: { id } });
  return rows.length;
}
