import { describe, expect, it } from 'vitest';
import { differs, differsInHealth, reasonOf, unknownHealth } from './health-record.ts';
import { notYetObserved, type Observed, observe } from './health-state.ts';
import type { ProbeOutcome, Report } from './system-probe.ts';

const report: Report = {
  service: 'slate',
  status: 'up',
  version: '1.0.0',
  dependencies: [{ name: 'PostgreSQL', status: 'up', latencyMs: 1, lastError: null }],
};
const withoutDatabase: Report = {
  ...report,
  status: 'degraded',
  dependencies: [
    { name: 'PostgreSQL', status: 'down', latencyMs: null, lastError: 'connection refused' },
    { name: 'Redis', status: 'not-configured', latencyMs: null, lastError: null },
  ],
};

function at(second: number): Date {
  return new Date(Date.UTC(2026, 0, 1, 0, 0, second));
}

function answer(second: number, given: Report = report): ProbeOutcome {
  return { kind: 'answered', at: at(second), latencyMs: 3, report: given };
}

function refusal(second: number): ProbeOutcome {
  return { kind: 'failed', at: at(second), certain: true, error: 'http://127.0.0.1:3001 does not answer (ECONNREFUSED)' };
}

function timeout(second: number): ProbeOutcome {
  return { kind: 'failed', at: at(second), certain: false, error: 'http://127.0.0.1:3001 did not answer within 800 ms' };
}

function after(...outcomes: ProbeOutcome[]): Observed {
  return outcomes.reduce(observe, notYetObserved(unknownHealth(at(0))));
}

describe('the state of a system after a probe', () => {
  it('[LAND-2] is UNKNOWN before the first probe, and UP from the first answer', () => {
    expect(after().record).toMatchObject({ status: 'UNKNOWN', checkedAt: null });
    expect(after(answer(1), answer(2)).record).toEqual({
      status: 'UP',
      since: at(1).toISOString(),
      checkedAt: at(2).toISOString(),
      latencyMs: 3,
      version: '1.0.0',
      lastError: null,
      dependencies: [{ name: 'PostgreSQL', status: 'UP', latencyMs: 1, lastError: null }],
    });
  });

  it('[LAND-2] is DOWN after one refused connection', () => {
    const { record } = after(answer(1), refusal(2));
    expect(record).toMatchObject({ status: 'DOWN', since: at(2).toISOString(), latencyMs: null, version: '1.0.0', dependencies: [] });
    expect(reasonOf(record)).toBe('http://127.0.0.1:3001 does not answer (ECONNREFUSED)');
  });

  it('[LAND-2] survives one timeout, and not two in a row', () => {
    expect(after(answer(1), timeout(2)).record.status).toBe('UP');
    expect(after(answer(1), timeout(2), answer(3), timeout(4)).record.status).toBe('UP');
    expect(after(answer(1), timeout(2), timeout(3)).record).toMatchObject({ status: 'DOWN', since: at(3).toISOString() });
  });

  it('[LAND-2] does not change when this process was too busy to tell', () => {
    expect(after(answer(1), { kind: 'inconclusive' }, { kind: 'inconclusive' })).toEqual(after(answer(1)));
  });

  it('[LAND-4] is DEGRADED while a dependency is down, and says which', () => {
    const { record } = after(answer(1), answer(1, withoutDatabase), answer(2, withoutDatabase));
    expect(record).toMatchObject({ status: 'DEGRADED', since: at(2).toISOString() });
    expect(record.dependencies.map(({ status }) => status)).toEqual(['DOWN', 'NOT_CONFIGURED']);
    expect(reasonOf(record)).toBe('PostgreSQL: connection refused');
  });

  it('[LAND-4] does not change for one hiccup of a dependency', () => {
    expect(after(answer(1), answer(2, withoutDatabase)).record).toMatchObject({ status: 'UP', checkedAt: at(2).toISOString() });
    expect(after(answer(1), answer(2, withoutDatabase), answer(3), answer(4, withoutDatabase)).record.status).toBe('UP');
    expect(after(refusal(1), answer(2, withoutDatabase)).record.status).toBe('DEGRADED');
  });

  it('[LAND-4] is DEGRADED where a system says up and lists a dependency that is down', () => {
    expect(after(answer(1, { ...withoutDatabase, status: 'up' })).record.status).toBe('DEGRADED');
  });

  it('[LAND-2] keeps its newest error after recovery', () => {
    const { record } = after(refusal(1), answer(2));
    expect(record).toMatchObject({ status: 'UP', since: at(2).toISOString() });
    expect(record.lastError).toContain('ECONNREFUSED');
    expect(reasonOf(record)).toBeNull();
  });

  it('[LAND-2] latencies are no news; another dependency that is down is, and so is another release', () => {
    const up = after(answer(1)).record;
    expect(differs(up, after(answer(1), answer(5)).record)).toBe(false);
    const release = after(answer(1, { ...report, version: '1.1.0' })).record;
    expect([differs(up, release), differsInHealth(up, release)]).toEqual([true, false]);
    const redisDown = after(
      answer(1, { ...report, dependencies: [{ name: 'Redis', status: 'down', latencyMs: null, lastError: null }] }),
    ).record;
    expect(differsInHealth(after(answer(1, withoutDatabase)).record, redisDown)).toBe(true);
  });
});
