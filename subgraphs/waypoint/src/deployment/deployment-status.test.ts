import { describe, expect, it } from 'vitest';
import type { DeploymentStatus } from '../../generated/prisma/client.ts';
import { NEXT_STATUSES, refusalOf } from './deployment-status.ts';

const STATUSES = Object.keys(NEXT_STATUSES) as DeploymentStatus[];

describe('the status of a deployment', () => {
  it('[WAY-3] allows these steps and no others', () => {
    const allowed = STATUSES.flatMap((from) => STATUSES.filter((to) => refusalOf(from, to) === undefined).map((to) => `${from} → ${to}`));
    expect(allowed).toEqual([
      'PENDING → IN_PROGRESS',
      'PENDING → FAILED',
      'AWAITING_APPROVAL → PENDING',
      'AWAITING_APPROVAL → REJECTED',
      'IN_PROGRESS → SUCCEEDED',
      'IN_PROGRESS → FAILED',
      'IN_PROGRESS → ROLLED_BACK',
      'SUCCEEDED → ROLLED_BACK',
    ]);
  });

  it('[WAY-3] says what may follow instead', () => {
    expect(refusalOf('PENDING', 'SUCCEEDED')).toBe(
      'A deployment that is PENDING cannot become SUCCEEDED: IN_PROGRESS or FAILED may follow.',
    );
    expect(refusalOf('FAILED', 'IN_PROGRESS')).toBe('The deployment is FAILED already, which is final. Record a new deployment instead.');
  });
});
