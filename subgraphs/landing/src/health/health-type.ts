import { builder } from '../builder.ts';
import type { HealthEvent as HealthEventRow } from '../../generated/prisma/client.ts';
import type { DependencyRecord, HealthRecord } from './health-record.ts';

const HealthStatus = builder.enumType('HealthStatus', {
  description: 'How a system is.',
  values: {
    UP: { description: 'It answers, and so does everything that it depends on.' },
    DEGRADED: { description: 'It answers, but something that it depends on does not.' },
    DOWN: { description: 'It does not answer.' },
    UNKNOWN: { description: 'It has not been asked yet.' },
  } as const,
});

const DependencyStatus = builder.enumType('DependencyStatus', {
  description: 'How a dependency of a system is.',
  values: {
    UP: { description: 'It answers.' },
    DOWN: { description: 'It does not answer.' },
    NOT_CONFIGURED: { description: 'This installation runs without it, which is no failure.' },
  } as const,
});

const DependencyHealth = builder.objectRef<DependencyRecord>('DependencyHealth').implement({
  permission: 'system.read',
  description: 'Something that a system depends on, as the system itself reports it.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'As people know it: `PostgreSQL`, `Redis`, `SLATE`.' }),
    status: t.expose('status', { type: DependencyStatus }),
    latencyMs: t.exposeFloat('latencyMs', { nullable: true, description: 'Milliseconds that it took to answer.' }),
    lastError: t.exposeString('lastError', { nullable: true, description: 'The newest failure, kept after recovery.' }),
  }),
});

export const SystemHealth = builder.objectRef<HealthRecord>('SystemHealth').implement({
  permission: 'system.read',
  description: 'The health of a system.',
  fields: (t) => ({
    status: t.expose('status', { type: HealthStatus }),
    since: t.field({ type: 'DateTime', description: 'When the status became what it is.', resolve: ({ since }) => new Date(since) }),
    checkedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it was asked last.',
      resolve: ({ checkedAt }) => (checkedAt === null ? null : new Date(checkedAt)),
    }),
    latencyMs: t.exposeFloat('latencyMs', {
      nullable: true,
      description: 'Milliseconds that the newest answer took; null while there is none.',
    }),
    version: t.exposeString('version', { nullable: true, description: 'The release that answered last.' }),
    lastError: t.exposeString('lastError', { nullable: true, description: 'The newest failure, kept after recovery.' }),
    dependencies: t.expose('dependencies', { type: [DependencyHealth], description: 'Empty while the system does not answer.' }),
  }),
});

export const HealthEvent = builder.prismaObject('HealthEvent', {
  permission: 'system.read',
  description: 'A change of a system’s health.',
  fields: (t) => ({
    id: t.exposeID('id'),
    status: t.expose('status', { type: HealthStatus, description: 'What it became.' }),
    at: t.expose('at', { type: 'DateTime' }),
    reason: t.exposeString('reason', { nullable: true, description: 'Why, where it became worse.' }),
  }),
});

export const HealthEventConnection = builder.connectionObject(
  { type: HealthEvent, name: 'HealthEventConnection', shareable: true, description: 'A page of changes of health.' },
  { name: 'HealthEventEdge', shareable: true },
);

/** A row of `health_event` as HealthEvent's resolvers take it. */
export function healthEventOf(row: Record<string, unknown>): HealthEventRow {
  return {
    id: row['id'] as string,
    systemId: row['system_id'] as string,
    status: row['status'] as HealthEventRow['status'],
    at: row['at'] as Date,
    reason: row['reason'] as string | null,
  };
}
