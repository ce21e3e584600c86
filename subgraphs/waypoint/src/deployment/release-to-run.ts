import { Prisma, type PrismaClient } from '../../generated/prisma/client.ts';
import type { ReleaseToRun } from '../target/deploy-target.ts';
import { currentOf } from './deployment-store.ts';

const PARTS = { release: true, environment: true } as const;
export type DeploymentWithParts = Prisma.DeploymentGetPayload<{ include: typeof PARTS }>;

/** With its release and environment. */
export function deploymentWithParts(db: Prisma.TransactionClient, id: string): Promise<DeploymentWithParts> {
  return db.deployment.findUniqueOrThrow({ where: { id }, include: PARTS });
}

/** As a target takes it; undefined where WAYPOINT does not carry the deployment out itself, or its pipeline is gone. */
export async function releaseToRun(db: Prisma.TransactionClient, deployment: DeploymentWithParts): Promise<ReleaseToRun | undefined> {
  const { release, environment, id: deploymentId } = deployment;
  const pipeline = release && (await db.pipeline.findUnique({ where: { projectId: release.projectId } }));
  if (!release || !pipeline) return undefined;
  const manifests = deployment.manifests ?? (deployment.rollback ? await manifestsKept(db, deployment) : null);
  const { projectId, repository, digest, version, healthPath } = release;
  return {
    deploymentId,
    projectId,
    slug: pipeline.slug,
    environment: environment.name,
    repository,
    digest,
    version,
    healthPath,
    manifests,
  };
}

/** What a cluster was given when the release ran there before. */
async function manifestsKept(db: Prisma.TransactionClient, { releaseId, environmentId }: DeploymentWithParts): Promise<unknown> {
  const before = await db.deployment.findFirst({
    where: { releaseId, environmentId, NOT: { manifests: { equals: Prisma.DbNull } } },
    orderBy: [{ finishedAt: 'desc' }, { id: 'desc' }],
    select: { manifests: true },
  });
  return before?.manifests ?? null;
}

/** What runs in the place of a deployment while that is not accepted. */
export async function runningBefore(
  db: Prisma.TransactionClient,
  { projectId, environmentId }: DeploymentWithParts,
): Promise<ReleaseToRun | undefined> {
  const current = projectId === null ? null : await currentOf(db, projectId, environmentId);
  return current ? releaseToRun(db, await deploymentWithParts(db, current.id)) : undefined;
}

/** Everything that should run, from what is on record. */
export async function allThatRuns(db: PrismaClient): Promise<ReleaseToRun[]> {
  const current = await db.deployment.findMany({
    where: { status: 'SUCCEEDED', releaseId: { not: null } },
    distinct: ['projectId', 'environmentId'],
    orderBy: [{ projectId: 'asc' }, { environmentId: 'asc' }, { finishedAt: 'desc' }, { id: 'desc' }],
    include: PARTS,
  });
  const releases = await Promise.all(current.map((deployment) => releaseToRun(db, deployment)));
  return releases.filter((release) => release !== undefined);
}
