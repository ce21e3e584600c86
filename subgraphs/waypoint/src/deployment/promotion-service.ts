import { ConflictError, NotFoundError } from '@wissil/platform/errors';
import type { Deployment, EnvironmentName, Prisma, PrismaClient, Release } from '../../generated/prisma/client.ts';
import type { Actor } from '../actor.ts';
import { createDeployment, currentOf, environmentNamed, lockProject } from './deployment-store.ts';
import { parseRemark } from './promotion-input.ts';
import { failuresOf, securityChecks } from './security-checks.ts';

/** Where a release has to have run before. */
const BEFORE: Readonly<Record<EnvironmentName, EnvironmentName | null>> = {
  DEVELOPMENT: null,
  STAGING: 'DEVELOPMENT',
  PRODUCTION: 'STAGING',
};

export interface DeployRequest {
  release: string;
  environment: EnvironmentName;
  reason?: string | null | undefined;
}

export interface RollbackRequest {
  project: string;
  environment: EnvironmentName;
  to?: string | null | undefined;
  reason: string;
}

/** Brings releases from environment to environment, and back: one digest, never built again. */
export class PromotionService {
  readonly #db: PrismaClient;

  constructor(options: { db: PrismaClient }) {
    this.#db = options.db;
  }

  /** @throws InvalidInputError, NotFoundError, ConflictError */
  async deploy(request: DeployRequest, requestedBy: Actor): Promise<Deployment> {
    const reason = parseRemark('reason', request.reason);
    return this.#db.$transaction(async (tx) => {
      const release = await releaseOf(tx, request.release);
      return promote(tx, { release, to: request.environment, requestedBy, reason });
    });
  }

  /**
   * Brings back a release that has run in the environment. It waits for nobody's approval: who may deploy there may go back.
   * @throws InvalidInputError, NotFoundError, ConflictError
   */
  async rollBack(request: RollbackRequest, requestedBy: Actor): Promise<Deployment> {
    const reason = parseRemark('reason', request.reason, 'Say why you go back: it stands in the history.');
    return this.#db.$transaction(async (tx) => {
      await lockProject(tx, request.project);
      const environment = await environmentNamed(tx, request.environment);
      const current = await currentOf(tx, request.project, environment.id);
      const where = environment.title.toLowerCase();
      if (!current)
        throw new ConflictError(`Nothing of the project ${request.project} runs in ${where}, so that there is nothing to go back from.`);
      const target = request.to == null ? await this.#before(tx, current) : await releaseOf(tx, request.to);
      if (!target) throw new ConflictError(`Nothing else has run in ${where} before, so that there is nothing to go back to.`);
      if (target.projectId !== request.project) throw new ConflictError(`${target.id} is a release of another project.`);
      if (target.digest === current.digest) throw new ConflictError(`Release ${target.version} is what runs in ${where} now.`);
      const ran = await tx.deployment.count({
        where: { releaseId: target.id, environmentId: environment.id, status: { in: ['SUCCEEDED', 'ROLLED_BACK'] }, url: { not: null } },
      });
      if (ran === 0) throw new ConflictError(`Release ${target.version} has never run in ${where}. Deploy it there instead.`);
      return createDeployment(tx, { release: target, environment, status: 'PENDING', requestedBy, reason, rollback: true });
    });
  }

  /** The release that ran before the current deployment, and was not rolled back. */
  async #before(tx: Prisma.TransactionClient, { projectId, environmentId, digest, finishedAt }: Deployment): Promise<Release | null> {
    const before = await tx.deployment.findFirst({
      where: { projectId, environmentId, status: 'SUCCEEDED', digest: { not: digest }, finishedAt: { lte: finishedAt ?? new Date() } },
      orderBy: [{ finishedAt: 'desc' }, { id: 'desc' }],
      include: { release: true },
    });
    return before?.release ?? null;
  }
}

export interface Promotion {
  release: Release;
  to: EnvironmentName;
  requestedBy: Actor;
  reason: string | null;
  runId?: string;
}

/** @throws ConflictError where the release may not come there */
export async function promote(tx: Prisma.TransactionClient, { release, to, requestedBy, reason, runId }: Promotion): Promise<Deployment> {
  await lockProject(tx, release.projectId);
  const environment = await environmentNamed(tx, to);
  const waiting = await tx.deployment.findFirst({
    where: { releaseId: release.id, environmentId: environment.id, status: { in: ['PENDING', 'AWAITING_APPROVAL', 'IN_PROGRESS'] } },
  });
  if (waiting)
    throw new ConflictError(`Release ${release.version} is on its way to ${environment.title.toLowerCase()} already (${waiting.id}).`);
  const before = BEFORE[to];
  const ranBefore = before === null ? undefined : await digestThatRan(tx, release, before);
  if (before !== null && ranBefore === undefined) {
    throw new ConflictError(
      `Release ${release.version} (${release.digest}) has not run in ${before.toLowerCase()}. Bring it there first, and to ${to.toLowerCase()} when it is healthy.`,
    );
  }
  const checks = to === 'PRODUCTION' ? securityChecks(release, ranBefore) : [];
  const failures = failuresOf(checks);
  if (failures !== '') throw new ConflictError(`Release ${release.version} may not come to production. ${failures}`);
  const status = environment.policy === 'AUTOMATIC' ? 'PENDING' : 'AWAITING_APPROVAL';
  return createDeployment(tx, { release, environment, status, requestedBy, reason, checks, ...(runId !== undefined && { runId }) });
}

/** The digest, if it has run there successfully. */
export async function digestThatRan(
  tx: Prisma.TransactionClient,
  { projectId, digest }: Release,
  name: EnvironmentName,
): Promise<string | undefined> {
  const ran = await tx.deployment.findFirst({
    where: { projectId, digest, status: 'SUCCEEDED', environment: { name }, releaseId: { not: null } },
    select: { digest: true },
  });
  return ran?.digest ?? undefined;
}

async function releaseOf(tx: Prisma.TransactionClient, id: string): Promise<Release> {
  const release = await tx.release.findUnique({ where: { id } });
  if (!release) throw new NotFoundError(`There is no release ${id}.`);
  return release;
}
