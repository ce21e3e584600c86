import type { DecidedDeploymentFragment } from '../../graphql/generated/graphql.ts';

/** What was decided of a deployment, by whom, in a sentence; null where nothing was, or is not yet. */
export function verdictOf({ approval }: Pick<DecidedDeploymentFragment, 'approval'>): string | null {
  if (!approval || approval.status === 'PENDING') return null;
  const who = `${approval.decidedBy?.name ?? 'somebody'}${approval.selfApproved ? ', who asked for it' : ''}`;
  const said = approval.comment === null ? '' : ` “${approval.comment}”`;
  return `${approval.status === 'APPROVED' ? 'Approved' : 'Rejected'} by ${who}.${said}`;
}
