import { eventStream } from '@wissil/platform/events';
import { z } from 'zod';
import { builder } from '../builder.ts';
import { AUDIT_APPENDED } from './audit-appender.ts';
import { AuditEntry } from './audit-type.ts';

const payload = z.object({ id: z.string() });

builder.subscriptionField('auditEntryAdded', (t) =>
  t.field({
    permission: 'audit.read',
    type: AuditEntry,
    nullable: true,
    description: 'Each new entry of the audit log, from now on.',
    directives: { eventSource: { subject: AUDIT_APPENDED } },
    // The gateway reads the bus itself; this serves those who ask LANDING directly.
    subscribe: (_root, _args, context) => eventStream(context.bus, AUDIT_APPENDED),
    resolve: async (event, _args, { auditLog }) => (await auditLog.byIds([payload.parse(event.payload).id]))[0] ?? null,
  }),
);
