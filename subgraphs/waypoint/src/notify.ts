import type { Action } from '@wissil/platform/auth';
import { recordEvent } from '@wissil/platform/events';
import type { Prisma } from '../generated/prisma/client.ts';

export interface Notice {
  title: string;
  message: string;
  /** Where on WAYPOINT's page to look: `?approval=apr_1`. */
  at?: string;
}

/** Tells a person, once the transaction commits; nobody is told what WISSIL did by itself. */
export async function notify(tx: Prisma.TransactionClient, recipient: string | null, notice: Notice): Promise<void> {
  if (recipient === null) return;
  await recordEvent(tx, { subject: 'user.notified', payload: { recipient, ...payloadOf(notice) } });
}

/** Tells everybody who may do something, but one; LANDING knows who that is. */
export async function notifyPermitted(
  tx: Prisma.TransactionClient,
  { permission, except }: { permission: Action; except: string | null },
  notice: Notice,
): Promise<void> {
  await recordEvent(tx, { subject: 'user.permitted.notified', payload: { permission, except, ...payloadOf(notice) } });
}

function payloadOf({ title, message, at = '' }: Notice) {
  return { title, message, link: `/waypoint${at}` };
}
