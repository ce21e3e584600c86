import { newId } from '@wissil/platform/graphql';
import type { Deployment, Environment, Prisma } from '../../generated/prisma/client.ts';
import { notifyPermitted } from '../notify.ts';

/** Where on the page an approval is. */
export function placeOf(approval: string): string {
  return `?approval=${encodeURIComponent(approval)}`;
}

/** Has a deployment wait for approval, and tells everybody who may give it. */
export async function askForApproval(
  tx: Prisma.TransactionClient,
  { id: deploymentId, projectId, version, reason, requestedById, requestedByName }: Deployment,
  { title, policy }: Environment,
): Promise<void> {
  const byAdministrators = policy === 'ADMIN_APPROVAL';
  const permission = byAdministrators ? 'deployment.production' : 'deployment.approve';
  const { id } = await tx.approval.create({
    data: { id: newId('Approval'), deploymentId, projectId: projectId as string, permission },
  });
  const pipeline = await tx.pipeline.findUnique({ where: { projectId: projectId as string }, select: { name: true } });
  const what = pipeline ? `${pipeline.name} ${version}` : `Release ${version}`;
  const asked = `Asked for by ${requestedById === null ? 'the pipeline' : (requestedByName ?? 'somebody')}.`;
  await notifyPermitted(
    tx,
    { permission, except: byAdministrators ? requestedById : null },
    {
      title: `${what} waits for your approval to go to ${title.toLowerCase()}`,
      message: reason === null ? asked : `${asked} ${reason}`,
      at: placeOf(id),
    },
  );
}
