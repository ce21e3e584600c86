import { recordEvent } from '@wissil/platform/events';
import type { Prisma } from '../generated/prisma/client.ts';

/** Tells a person, once the transaction commits; nobody is told what WISSIL did by itself. */
export async function notify(
  tx: Prisma.TransactionClient,
  recipient: string | null,
  { title, message }: { title: string; message: string },
): Promise<void> {
  if (recipient === null) return;
  await recordEvent(tx, { subject: 'user.notified', payload: { recipient, title, message, link: '/waypoint' } });
}
