import type { DependencyRecord, HealthRecord } from './health-record.ts';
import type { ProbeOutcome, Report } from './system-probe.ts';

/** What the monitor knows of one system. */
export interface Observed {
  record: HealthRecord;
  /** Failures since the newest answer that were not certain. */
  doubts: number;
  /** Answers in a row that name a dependency which is down. */
  complaints: number;
}

/** A hiccup does not take a system down: so many uncertain failures in a row do. */
const DOUBTS_UNTIL_DOWN = 2;

/** Nor does the hiccup of a dependency make a system that is UP DEGRADED. */
const COMPLAINTS_UNTIL_DEGRADED = 2;

export function notYetObserved(record: HealthRecord): Observed {
  return { record, doubts: 0, complaints: 0 };
}

/** The state after a probe. UNKNOWN → UP | DEGRADED | DOWN, and between these three; never back to UNKNOWN. */
export function observe(previous: Observed, outcome: ProbeOutcome): Observed {
  switch (outcome.kind) {
    case 'inconclusive':
      return previous;
    case 'answered': {
      const record = answered(previous.record, outcome);
      const complaints = record.status === 'DEGRADED' ? previous.complaints + 1 : 0;
      const tooEarly = previous.record.status === 'UP' && complaints > 0 && complaints < COMPLAINTS_UNTIL_DEGRADED;
      return {
        doubts: 0,
        complaints,
        record: tooEarly ? { ...previous.record, checkedAt: record.checkedAt, latencyMs: record.latencyMs } : record,
      };
    }
    case 'failed': {
      const doubts = previous.doubts + 1;
      if (!outcome.certain && doubts < DOUBTS_UNTIL_DOWN) return { ...previous, doubts };
      return { doubts, complaints: 0, record: down(previous.record, outcome) };
    }
  }
}

function answered(previous: HealthRecord, { at, latencyMs, report }: ProbeOutcome & { kind: 'answered' }): HealthRecord {
  const dependencies = report.dependencies.map(dependencyRecord);
  const degraded = report.status === 'degraded' || dependencies.some((dependency) => dependency.status === 'DOWN');
  const status = degraded ? 'DEGRADED' : 'UP';
  return {
    status,
    since: previous.status === status ? previous.since : at.toISOString(),
    checkedAt: at.toISOString(),
    latencyMs,
    version: report.version,
    lastError: previous.lastError,
    dependencies,
  };
}

function down(previous: HealthRecord, { at, error }: ProbeOutcome & { kind: 'failed' }): HealthRecord {
  return {
    status: 'DOWN',
    since: previous.status === 'DOWN' ? previous.since : at.toISOString(),
    checkedAt: at.toISOString(),
    latencyMs: null,
    version: previous.version,
    lastError: error,
    dependencies: [],
  };
}

const DEPENDENCY_STATUS = { up: 'UP', down: 'DOWN', 'not-configured': 'NOT_CONFIGURED' } as const;

function dependencyRecord({ name, status, latencyMs, lastError }: Report['dependencies'][number]): DependencyRecord {
  return { name, status: DEPENDENCY_STATUS[status], latencyMs, lastError };
}
