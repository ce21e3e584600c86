import type { PageArguments } from '@wissil/platform/graphql';
import { builder } from '../builder.ts';
import type { ChainPoint } from './audit-chain.ts';
import type { AuditFacets as Facets } from './audit-log.ts';
import { AuditEntry, AuditOutcome } from './audit-type.ts';
import { pointText } from './chain-point.ts';

const AuditFilter = builder.inputType('AuditFilter', {
  description: 'Which entries; all that is given has to hold.',
  fields: (t) => ({
    actor: t.id({ description: 'A user’s id: what they did, and what tools and agents did on their behalf.' }),
    kind: t.string({ description: 'Of the actor: `human`, `tool`, `agent`, `service`, `anonymous` or `unknown`.' }),
    operation: t.string(),
    system: t.string(),
    target: t.string({ description: 'Exactly this one.' }),
    outcomes: t.field({ type: [AuditOutcome], description: 'One of these; an empty list is no condition.' }),
    since: t.field({ type: 'DateTime', description: 'Begun then or later.' }),
    until: t.field({ type: 'DateTime', description: 'Begun before.' }),
    search: t.string({ description: 'A part of a name, target, operation or address; case does not matter.' }),
  }),
});

const AuditEntryConnection = builder.connectionObject(
  { type: AuditEntry, name: 'AuditEntryConnection', shareable: true, description: 'A page of the audit log.' },
  { name: 'AuditEntryEdge', shareable: true },
);

const AuditFacetActor = builder.objectRef<Facets['actors'][number]>('AuditFacetActor').implement({
  permission: 'audit.read',
  description: 'Somebody who is in the audit log.',
  fields: (t) => ({
    id: t.exposeID('id'),
    name: t.exposeString('name', { description: 'As in their newest entry.' }),
  }),
});

const AuditFacets = builder.objectRef<Facets>('AuditFacets').implement({
  permission: 'audit.read',
  description: 'What there is to filter the audit log by; at most 200 of each.',
  fields: (t) => ({
    operations: t.exposeStringList('operations'),
    systems: t.exposeStringList('systems'),
    actors: t.expose('actors', { type: [AuditFacetActor] }),
  }),
});

const AuditChain = builder.objectRef<ChainPoint>('AuditChain').implement({
  permission: 'audit.read',
  description: 'Where the audit log ends.',
  fields: (t) => ({
    entries: t.int({ resolve: ({ sequence }) => Number(sequence) }),
    end: t.string({
      description:
        'Sequence and hash of the newest entry. Kept outside of WISSIL, it proves later that nothing was cut off (verifyAuditLog).',
      resolve: pointText,
    }),
  }),
});

builder.queryFields((t) => ({
  auditEntries: t.connection(
    {
      permission: 'audit.read',
      type: AuditEntry,
      nullable: true,
      description: 'The audit log, newest first. Under a filter, `totalCount` counts to 10,000: that many or more.',
      args: { filter: t.arg({ type: AuditFilter }) },
      resolve: (_root, { filter, ...args }, { auditLog }) => auditLog.page(args as PageArguments, filter ?? {}),
    },
    AuditEntryConnection,
  ),
  auditFacets: t.field({
    permission: 'audit.read',
    type: AuditFacets,
    nullable: true,
    description: 'What there is to filter the audit log by.',
    resolve: (_root, _args, { auditLog }) => auditLog.facets(),
  }),
  auditChain: t.field({
    permission: 'audit.read',
    type: AuditChain,
    nullable: true,
    description: 'Where the audit log ends; null while it is empty.',
    resolve: (_root, _args, { auditLog }) => auditLog.end(),
  }),
}));
