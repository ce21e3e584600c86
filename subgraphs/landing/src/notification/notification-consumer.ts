import { type Action, isAction, rolesOf } from '@wissil/platform/auth';
import { type ConsumeOptions, type DomainEvent, handleOnce } from '@wissil/platform/events';
import type { Logger } from '@wissil/platform/logging';
import { SUBGRAPH_NAMES } from '@wissil/platform/subgraph';
import { z } from 'zod';
import type { Prisma, PrismaClient, Role } from '../../generated/prisma/client.ts';
import { storableRecord } from '../audit/storable-record.ts';
import { type NewNotification, notify } from './notification-store.ts';

const DURABLE = 'landing-notifications';

const critical = z.object({
  system: z.string().transform((name) => name.toLowerCase()),
  operation: z.string().min(1),
  subject: z.string(),
  message: z.string().min(1),
  remedy: z.string(),
  attempts: z.int().min(0),
  requestedBy: z.string().nullable(),
});

const notice = { title: z.string().trim().min(1), message: z.string().trim(), link: z.string().nullable() };

const told = z.object({ recipient: z.string(), ...notice });

const permittedTold = z.object({
  permission: z.custom<string>(isAction).transform((name) => name as Action),
  except: z.string().nullable(),
  ...notice,
});

/**
 * Makes notifications of what systems tell: of failures to all administrators and to who asked for the work, of the rest to whom it names:
 * one person, or everybody who may do something.
 */
export function notificationConsumer({ db, logger }: { db: PrismaClient; logger: Logger }): ConsumeOptions {
  const appliers: Record<string, (event: DomainEvent) => ((tx: Prisma.TransactionClient) => Promise<void>) | undefined> = {
    'error.critical': (event) => {
      const failure = read(critical, event);
      return failure && ((tx) => recordFailure(tx, event, failure));
    },
    'user.notified': (event) => {
      const message = read(told, event);
      if (message === undefined) return undefined;
      const { recipient, ...about } = message;
      return async (tx) => {
        const count = await notify(tx, { id: recipient }, informing(about));
        if (count === 0) logger.warn({ eventId: event.id, recipient }, 'a notification is for nobody who could read it; it is skipped');
      };
    },
    'user.permitted.notified': (event) => {
      const message = read(permittedTold, event);
      if (message === undefined) return undefined;
      const { permission, except, ...about } = message;
      return async (tx) => void (await notify(tx, whoMay(permission, except), informing(about)));
    },
  };
  return {
    durable: DURABLE,
    patterns: Object.keys(appliers),
    async handler(event) {
      const apply = appliers[event.subject]?.(event);
      if (apply) await handleOnce<Prisma.TransactionClient>(db, { consumer: DURABLE, event }, apply);
      else logger.error({ eventId: event.id, subject: event.subject }, 'an event is not as agreed; it is skipped');
    },
  };
}

interface Notice {
  title: string;
  message: string;
  link: string | null;
}

function informing({ title, message, link }: Notice): NewNotification {
  return { severity: 'INFO', title, message, link: safeLink(link) };
}

/** Everybody who has signed in and whose role allows it, but one. */
function whoMay(permission: Action, except: string | null): Prisma.UserWhereInput {
  const roles = rolesOf(permission).filter((role): role is Role => role !== 'AGENT');
  return { role: { in: roles }, status: 'ACTIVE', ...(except !== null && { id: { not: except } }) };
}

function read<Schema extends z.ZodType>(schema: Schema, event: DomainEvent): z.infer<Schema> | undefined {
  return schema.safeParse(storableRecord(event.payload)).data;
}

async function recordFailure(tx: Prisma.TransactionClient, event: DomainEvent, failure: z.infer<typeof critical>): Promise<void> {
  const { system, operation, message, remedy, requestedBy } = failure;
  await tx.failure.create({ data: { id: event.id, at: new Date(event.occurredAt), ...failure } });
  const administrators: Prisma.UserWhereInput = { role: 'ADMIN', status: 'ACTIVE' };
  const who = requestedBy === null ? administrators : { OR: [administrators, { id: requestedBy }] };
  await notify(tx, who, {
    severity: 'CRITICAL',
    title: `${system.toUpperCase()} gave up: ${operation}`,
    message: [message, remedy].filter(Boolean).join(' '),
    link: SUBGRAPH_NAMES.some((name) => name === system) ? pathOf(system) : null,
  });
}

function pathOf(system: string): string {
  return system === 'landing' ? '/' : `/${system}`;
}

/** A path of the web client, or an address of the web: nothing that a browser would run. */
function safeLink(link: string | null): string | null {
  return link !== null && /^(\/(?![/\\])|https?:\/\/)/.test(link) ? link : null;
}
