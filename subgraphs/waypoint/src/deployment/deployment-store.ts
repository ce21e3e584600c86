import { ConflictError } from '@wissil/platform/errors';
import { newId } from '@wissil/platform/graphql';
import { enqueueJob } from '@wissil/platform/jobs';
import type { Deployment, DeploymentStatus, Environment, EnvironmentName, Prisma, Release } from '../../generated/prisma/client.ts';
import type { Actor } from '../actor.ts';
import { askForApproval } from '../approval/ask-for-approval.ts';
import { announce, announceChange } from './deployment-events.ts';
import { type DeploymentCheck, firstSteps, withStep } from './deployment-record.ts';
import { isFinished, refusalOf } from './deployment-status.ts';

export const DEPLOY_JOB = 'deploy';

export interface DeployPayload {
  deploymentId: string;
}

export interface NewDeployment {
  release: Release;
  environment: Environment;
  status: 'PENDING' | 'AWAITING_APPROVAL';
  requestedBy: Actor;
  reason?: string | null;
  rollback?: boolean;
  runId?: string;
  checks?: readonly DeploymentCheck[];
}

/** Whoever changes what a project runs takes their turn; held until the transaction ends. */
export async function lockProject(tx: Prisma.TransactionClient, projectId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`deployments of ${projectId}`}, 0))`;
}

/**
 * A deployment of WAYPOINT's own. One that is PENDING begins as soon as nothing else is under way there.
 * @throws ConflictError where the image of the release is not kept any more
 */
export async function createDeployment(tx: Prisma.TransactionClient, request: NewDeployment): Promise<Deployment> {
  const { release, environment, status, requestedBy, reason = null, rollback = false, runId, checks = [] } = request;
  await lockProject(tx, release.projectId);
  await assertKept(tx, release);
  const previous = await currentOf(tx, release.projectId, environment.id);
  const deployment = await tx.deployment.create({
    data: {
      id: newId('Deployment'),
      environmentId: environment.id,
      projectId: release.projectId,
      buildId: release.buildId,
      releaseId: release.id,
      digest: release.digest,
      version: release.version,
      status,
      previousId: previous?.id ?? null,
      runId: runId ?? null,
      reason,
      rollback,
      requestedById: requestedBy.id,
      requestedByName: requestedBy.name,
      checks: checks as unknown as Prisma.InputJsonValue,
      events: firstSteps(status),
    },
  });
  if (status === 'AWAITING_APPROVAL') await askForApproval(tx, deployment, environment);
  await announce(tx, deployment, environment.name);
  return status === 'PENDING' ? ((await beginNext(tx, release.projectId, environment)) ?? deployment) : deployment;
}

/** Within the project's lock: images are given up within it too. */
async function assertKept(tx: Prisma.TransactionClient, { id, version, commit }: Release): Promise<void> {
  const { imageRemovedAt } = await tx.release.findUniqueOrThrow({ where: { id }, select: { imageRemovedAt: true } });
  if (imageRemovedAt === null) return;
  throw new ConflictError(
    `The image of release ${version} was removed, as it was too old to keep (WAYPOINT_KEPT_RELEASES). Run the pipeline for the commit ${commit} to have it built anew.`,
  );
}

export interface DeploymentChange {
  status: DeploymentStatus;
  message?: string | null;
  data?: Prisma.DeploymentUncheckedUpdateInput;
}

/**
 * Moves a deployment on. Changes that come at the same time take turns.
 * @throws ConflictError where the status may not follow the present one
 */
export async function changeDeployment(
  tx: Prisma.TransactionClient,
  id: string,
  { status, message, data }: DeploymentChange,
): Promise<{ deployment: Deployment; environment: Environment }> {
  await tx.$queryRaw`SELECT "id" FROM "deployment" WHERE "id" = ${id} FOR UPDATE`;
  const found = await tx.deployment.findUniqueOrThrow({ where: { id }, include: { environment: true } });
  const refusal = refusalOf(found.status, status);
  if (refusal !== undefined) throw new ConflictError(refusal);
  const deployment = await tx.deployment.update({
    where: { id },
    data: {
      ...data,
      status,
      events: withStep(found.events, status, message ?? null),
      ...(message != null && { message }),
      ...(isFinished(status) && found.finishedAt === null && { finishedAt: new Date() }),
    },
  });
  await announce(tx, deployment, found.environment.name);
  return { deployment, environment: found.environment };
}

/** Notes what is being done, without another status. */
export async function noteProgress(tx: Prisma.TransactionClient, id: string, message: string): Promise<void> {
  await tx.$queryRaw`SELECT "id" FROM "deployment" WHERE "id" = ${id} FOR UPDATE`;
  const found = await tx.deployment.findUniqueOrThrow({ where: { id } });
  const events = withStep(found.events, found.status, message);
  await announceChange(tx, await tx.deployment.update({ where: { id }, data: { message, events } }));
}

/** Begins the deployment that has waited longest there, unless one is under way: a place has one change at a time. Returns what it begins. */
export async function beginNext(
  tx: Prisma.TransactionClient,
  projectId: string,
  environment: Pick<Environment, 'id'>,
): Promise<Deployment | undefined> {
  await lockProject(tx, projectId);
  const own = { projectId, environmentId: environment.id, releaseId: { not: null } };
  if ((await tx.deployment.count({ where: { ...own, status: 'IN_PROGRESS' } })) > 0) return undefined;
  const next = await tx.deployment.findFirst({ where: { ...own, status: 'PENDING' }, orderBy: [{ startedAt: 'asc' }, { id: 'asc' }] });
  if (!next) return undefined;
  const previous = await currentOf(tx, projectId, environment.id);
  const { deployment } = await changeDeployment(tx, next.id, { status: 'IN_PROGRESS', data: { previousId: previous?.id ?? null } });
  const payload: DeployPayload = { deploymentId: next.id };
  await enqueueJob(tx, { kind: DEPLOY_JOB, key: next.id, payload, requestedBy: next.requestedById });
  return deployment;
}

/** What runs there: the newest that succeeded and was not rolled back. */
export function currentOf(tx: Prisma.TransactionClient, projectId: string, environmentId: string): Promise<Deployment | null> {
  return tx.deployment.findFirst({
    where: { projectId, environmentId, status: 'SUCCEEDED', releaseId: { not: null } },
    orderBy: [{ finishedAt: 'desc' }, { id: 'desc' }],
  });
}

export function environmentNamed(tx: Prisma.TransactionClient, name: EnvironmentName): Promise<Environment> {
  return tx.environment.findUniqueOrThrow({ where: { name } });
}
