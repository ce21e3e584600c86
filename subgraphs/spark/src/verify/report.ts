export const CHECKS = ['types', 'lint', 'tests', 'accessibility', 'tokens'] as const;
type CheckName = (typeof CHECKS)[number];

export interface Check {
  name: CheckName;
  /** SKIPPED where this host has no sandbox to run it in. */
  status: 'PASSED' | 'FAILED' | 'SKIPPED';
  /** Milliseconds. */
  durationMs: number;
  /** What is wrong, a line each; or what was seen. */
  details: string[];
}

/** What a report comes to. NOT_RUN: nothing is wrong as far as was looked, and not everything was looked at. */
export interface Verification {
  status: 'PASSED' | 'FAILED' | 'NOT_RUN';
  reason: string | null;
  remedy: string | null;
}

/** What was found out about a component before anybody sees it. */
export interface Report {
  checks: Check[];
  /** Every check was made, and none failed. */
  passed: boolean;
}

export function reportOf(checks: Check[]): Report {
  return { checks, passed: checks.every(({ status }) => status === 'PASSED') };
}

export function hasFailed({ checks }: Report): boolean {
  return checks.some(({ status }) => status === 'FAILED');
}

export function verificationOf(report: Report): Verification {
  if (report.passed) return { status: 'PASSED', reason: null, remedy: null };
  const failed = report.checks.find(({ status }) => status === 'FAILED');
  if (failed)
    return {
      status: 'FAILED',
      reason: `${failed.name}: ${failed.details[0] ?? 'failed'}`,
      remedy: 'Say it in other words, choose another pattern, or mend the code in the editor.',
    };
  const left = report.checks.filter(({ status }) => status === 'SKIPPED');
  return {
    status: 'NOT_RUN',
    reason: `Nobody has looked at ${left.map(({ name }) => name).join(', ')}. ${left[0]?.details[0] ?? ''}`.trim(),
    remedy: 'Check it again when that is done, or read the code, and say when saving it that this is accepted (acceptUnverified: true).',
  };
}
