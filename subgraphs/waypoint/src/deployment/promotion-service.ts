import { ConflictError, NotFoundError } from '@wissil/platform/errors';
import type { Deployment, EnvironmentName, Prisma, PrismaClient, Release } from '../../generated/prisma/client.ts';
import type { Actor } from '../actor.ts';
import type { RegistryClient } from '../image/registry-client.ts';
import { createDeployment, currentOf, environmentNamed, lockProject } from './deployment-store.ts';
import { parseRemark } from './promotion-input.ts';
import { evidenceOf, failuresOf, findImage, type FoundImage, securityChecks } from './security-checks.ts';

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
  readonly #registry: RegistryClient;

  constructor(options: { db: PrismaClient; registry: RegistryClient }) {
    this.#db = options.db;
    this.#registry = options.registry;
  }

  /** @throws InvalidInputError, NotFoundError, ConflictError, WissilError UNAVAILABLE where the registry has to be asked and does not answer */
  async deploy(request: DeployRequest, requestedBy: Actor): Promise<Deployment> {
    const reason = parseRemark('reason', request.reason);
    const to = request.environment;
    const release = await releaseOf(this.#db, request.release);
    const image = to === 'PRODUCTION' ? await findImage(this.#registry, release) : undefined;
    return this.#db.$transaction((tx) => promote(tx, { release, to, requestedBy, reason, ...(image && { image }) }));
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
  /** For production: what the registry has. */
  image?: FoundImage;
}

/** @throws ConflictError where the release may not come there */
export async function promote(
  tx: Prisma.TransactionClient,
  { release, to, requestedBy, reason, runId, image }: Promotion,
): Promise<Deployment> {
  await lockProject(tx, release.projectId);
  const environment = await environmentNamed(tx, to);
  const waiting = await tx.deployment.findFirst({
    where: { releaseId: release.id, environmentId: environment.id, status: { in: ['PENDING', 'AWAITING_APPROVAL', 'IN_PROGRESS'] } },
  });
  if (waiting)
    throw new ConflictError(`Release ${release.version} is on its way to ${environment.title.toLowerCase()} already (${waiting.id}).`);
  const before = BEFORE[to];
  if (before !== null && !(await hasRun(tx, release, before))) {
    throw new ConflictError(
      `Release ${release.version} (${release.digest}) has not run in ${before.toLowerCase()}. Bring it there first, and to ${to.toLowerCase()} when it is healthy.`,
    );
  }
  if (to === 'PRODUCTION' && !image) throw new TypeError('nobody has looked at the image of a release for production');
  const checks = image ? securityChecks(release, await evidenceOf(tx, release, image)) : [];
  const failures = failuresOf(checks);
  if (failures !== '') throw new ConflictError(`Release ${release.version} may not come to production. ${failures}`);
  const status = environment.policy === 'AUTOMATIC' ? 'PENDING' : 'AWAITING_APPROVAL';
  return createDeployment(tx, { release, environment, status, requestedBy, reason, checks, ...(runId !== undefined && { runId }) });
}

/** Whether its digest has run there successfully. */
async function hasRun(tx: Prisma.TransactionClient, { projectId, digest }: Release, name: EnvironmentName): Promise<boolean> {
  const where = { projectId, digest, status: 'SUCCEEDED', environment: { name }, releaseId: { not: null } } as const;
  return (await tx.deployment.count({ where })) > 0;
}

async function releaseOf(tx: Prisma.TransactionClient, id: string): Promise<Release> {
  const release = await tx.release.findUnique({ where: { id } });
  if (!release) throw new NotFoundError(`There is no release ${id}.`);
  return release;
}
