import { AuditOutcome as Outcomes, type AuditEntry as AuditEntryRow } from '../../generated/prisma/client.ts';
import { builder } from '../builder.ts';
import { entryId } from './audit-id.ts';

export const AuditOutcome = builder.enumType(Outcomes, {
  name: 'AuditOutcome',
  description:
    'How an attempt ended: it SUCCEEDED, was REFUSED by a rule, DENIED for want of a permission, FAILED by a fault, or its end is UNKNOWN because the server stopped in the middle.',
});

const AuditActor = builder.objectRef<AuditEntryRow>('AuditActor').implement({
  permission: 'audit.read',
  description: 'Who did it, as they were then.',
  fields: (t) => ({
    kind: t.exposeString('actorKind', {
      description:
        '`human`, `tool`, `agent`, `service`, `anonymous` for nobody who is known, or `unknown` where the record of it was lost.',
    }),
    id: t.exposeString('actorId', {
      description: 'The person: usr_…; for a tool or an agent, the person on whose behalf. A service’s name. Empty for nobody.',
    }),
    name: t.exposeString('actorName', { description: 'What that person, or service, was called.' }),
    role: t.exposeString('actorRole', { nullable: true, description: 'In which role: AGENT for an agent.' }),
    credential: t.exposeString('credential', {
      description: 'The session (ses_…) or the access token (act_…); empty where there was none.',
    }),
    credentialName: t.exposeString('credentialName', {
      nullable: true,
      description: 'What the access token, and so the tool or agent, was called.',
    }),
  }),
});

export const AuditEntry = builder.objectRef<AuditEntryRow>('AuditEntry').implement({
  permission: 'audit.read',
  description: 'One attempt to do something, and how it ended. Entries are never changed.',
  fields: (t) => ({
    id: t.id({ description: '`aud_` and the sequence.', resolve: ({ sequence }) => entryId(sequence) }),
    sequence: t.string({
      description: 'Counts up without gaps. A text: Int ends at 2³¹, and Float is not exact in every client.',
      resolve: ({ sequence }) => String(sequence),
    }),
    attempt: t.exposeID('attempt', {
      description: 'The same in two entries where the end of an attempt came after it was given up: UNKNOWN, and how it did end.',
    }),
    at: t.expose('at', { type: 'DateTime', description: 'When it began.' }),
    actor: t.field({ type: AuditActor, resolve: (entry) => entry }),
    address: t.exposeString('address', { description: 'The network address that it came from; empty where that is not known.' }),
    requestId: t.exposeString('requestId', { description: 'Under which the logs of the servers have it.' }),
    system: t.exposeString('system', { description: 'Where: a subsystem, or `gateway`.' }),
    operation: t.exposeString('operation', { description: 'The mutation’s name, or what else was attempted: `sign-in`, `query`.' }),
    permission: t.exposeString('permission', { nullable: true, description: 'The action of the permission table that it needs.' }),
    target: t.exposeString('target', { nullable: true, description: 'On what: an id, path or name.' }),
    detail: t.field({
      type: 'JSON',
      nullable: true,
      description: 'The input, long values shortened, secrets left out.',
      resolve: ({ detail }) => detail,
    }),
    outcome: t.expose('outcome', { type: AuditOutcome }),
    code: t.exposeString('code', { nullable: true, description: 'Of the error, where it did not succeed.' }),
  }),
});

builder.asEntity(AuditEntry, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }, context) =>
    context.loaders.one('audit entry by id', id, (ids: readonly string[]) => context.auditLog.byIds(ids)),
});
