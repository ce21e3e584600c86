import type { HealthStatus } from '../../generated/prisma/client.ts';

export interface DependencyRecord {
  name: string;
  status: 'UP' | 'DOWN' | 'NOT_CONFIGURED';
  latencyMs: number | null;
  lastError: string | null;
}

/** A system's health as the graph shows it, in JSON: the cache, the database and events hold it in this form. Times are ISO 8601. */
export interface HealthRecord {
  status: HealthStatus;
  /** When the status became what it is. */
  since: string;
  /** When the newest probe ended. */
  checkedAt: string | null;
  latencyMs: number | null;
  /** Of the newest answer. */
  version: string | null;
  /** The newest failure, kept after recovery. */
  lastError: string | null;
  /** As the system itself reports them; none while it does not answer. */
  dependencies: DependencyRecord[];
}

export function unknownHealth(since: Date): HealthRecord {
  return {
    status: 'UNKNOWN',
    since: since.toISOString(),
    checkedAt: null,
    latencyMs: null,
    version: null,
    lastError: null,
    dependencies: [],
  };
}

/** Whether people should be told: another status, another dependency that is down, another release. Latencies and texts change all the time. */
export function differs(a: HealthRecord, b: HealthRecord): boolean {
  return a.version !== b.version || differsInHealth(a, b);
}

/** Whether the history should say so. */
export function differsInHealth(a: HealthRecord, b: HealthRecord): boolean {
  return a.status !== b.status || namesOfDown(a).join('\n') !== namesOfDown(b).join('\n');
}

/** Why it is as it is, for the history; null where all is well. */
export function reasonOf(record: HealthRecord): string | null {
  if (record.status === 'DOWN') return record.lastError;
  const down = record.dependencies.filter(({ status }) => status === 'DOWN');
  return down.length === 0 ? null : down.map(({ name, lastError }) => (lastError ? `${name}: ${lastError}` : name)).join('; ');
}

function namesOfDown(record: HealthRecord): string[] {
  return record.dependencies
    .filter(({ status }) => status === 'DOWN')
    .map(({ name }) => name)
    .sort();
}
