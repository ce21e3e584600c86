export const CHECKS = ['types', 'tests', 'accessibility', 'tokens'] as const;
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
