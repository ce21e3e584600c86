import { recordEvent } from '@wissil/platform/events';
import type { Deployment, DeploymentStatus, EnvironmentName, Prisma } from '../../generated/prisma/client.ts';
import { EVENT_OF_STATUS } from './deployment-status.ts';

/** The payload of `deployment.<environment>.<status>`. */
interface DeploymentEvent {
  id: string;
  environment: EnvironmentName;
  project: string | null;
  build: string | null;
  service: string | null;
  version: string;
  status: DeploymentStatus;
  url: string | null;
  message: string | null;
  release: string | null;
  digest: string | null;
  reason: string | null;
}

/** Tells of a deployment's new status, in the transaction that gave it. */
export async function announce(tx: Prisma.TransactionClient, deployment: Deployment, environment: EnvironmentName): Promise<void> {
  const { id, projectId, buildId, service, version, status, url, message, releaseId, digest, reason } = deployment;
  const payload: DeploymentEvent = {
    id,
    environment,
    project: projectId,
    build: buildId,
    service,
    version,
    status,
    url,
    message,
    release: releaseId,
    digest,
    reason,
  };
  await recordEvent(tx, { subject: `deployment.${environment.toLowerCase()}.${EVENT_OF_STATUS[status]}`, payload });
  await announceChange(tx, deployment);
}

/** Has who looks at the project's deployments look again. */
export async function announceChange(
  tx: Prisma.TransactionClient,
  { id, projectId }: { id: string; projectId: string | null },
): Promise<void> {
  // An id of a project that another system made up need not be a token of a subject.
  if (projectId !== null && /^[A-Za-z0-9_-]{1,100}$/.test(projectId))
    await recordEvent(tx, { subject: `deployment.${projectId}.changed`, payload: { id } });
}
