import type { DeploymentStatus } from '../../generated/prisma/client.ts';

/** What a deployment may become. */
export const NEXT_STATUSES: Readonly<Record<DeploymentStatus, readonly DeploymentStatus[]>> = {
  PENDING: ['IN_PROGRESS', 'FAILED'],
  AWAITING_APPROVAL: ['PENDING', 'REJECTED'],
  IN_PROGRESS: ['SUCCEEDED', 'FAILED', 'ROLLED_BACK'],
  SUCCEEDED: ['ROLLED_BACK'],
  FAILED: [],
  ROLLED_BACK: [],
  REJECTED: [],
};

/** The last token of `deployment.<environment>.<…>`. */
export const EVENT_OF_STATUS: Readonly<Record<DeploymentStatus, string>> = {
  PENDING: 'pending',
  AWAITING_APPROVAL: 'awaiting_approval',
  IN_PROGRESS: 'in_progress',
  SUCCEEDED: 'completed',
  FAILED: 'failed',
  ROLLED_BACK: 'rolled_back',
  REJECTED: 'rejected',
};

/** Whether nothing is being done for it any more. */
export function isFinished(status: DeploymentStatus): boolean {
  return status === 'SUCCEEDED' || NEXT_STATUSES[status].length === 0;
}

/** Why `from` does not become `to`, and what it may become; undefined where it may. */
export function refusalOf(from: DeploymentStatus, to: DeploymentStatus): string | undefined {
  const next = NEXT_STATUSES[from];
  if (next.includes(to)) return undefined;
  if (next.length === 0) return `The deployment is ${from} already, which is final. Record a new deployment instead.`;
  return `A deployment that is ${from} cannot become ${to}: ${next.join(' or ')} may follow.`;
}
