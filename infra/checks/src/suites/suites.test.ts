import { describe, expect, it } from 'vitest';
import { closingLine, sum } from './tally.ts';
import { tallyOf } from './vitest-suite.ts';

describe('the closing line of npm test', () => {
  it('sums every suite', () => {
    expect(
      closingLine(
        sum([
          { passed: 9, failed: 0, skipped: 0 },
          { passed: 120, failed: 1, skipped: 2 },
        ]),
      ),
    ).toBe('129 passed, 1 failed, 2 skipped');
  });

  it('counts a run that broke outside of its tests as a failure', () => {
    const report = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 1, numTodoTests: 0 };
    expect(tallyOf(report, 1)).toEqual({ passed: 3, failed: 1, skipped: 1 });
    expect(tallyOf(report, 0)).toEqual({ passed: 3, failed: 0, skipped: 1 });
  });
});
