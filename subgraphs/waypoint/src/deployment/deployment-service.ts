import { ConflictError, NotFoundError } from '@wissil/platform/errors';
import { loadListPage, newId, type Page, type PageArguments } from '@wissil/platform/graphql';
import type { Deployment, DeploymentStatus, EnvironmentName, Prisma, PrismaClient } from '../../generated/prisma/client.ts';
import { parseRecordDeployment, parseUpdateStatus } from './deployment-input.ts';
import { announce } from './deployment-events.ts';
import { firstSteps } from './deployment-record.ts';
import { changeDeployment } from './deployment-store.ts';

export interface DeploymentFilter {
  environment?: EnvironmentName | null | undefined;
  status?: DeploymentStatus | null | undefined;
  project?: string | null | undefined;
}

export class DeploymentService {
  readonly #db: PrismaClient;

  constructor(options: { db: PrismaClient }) {
    this.#db = options.db;
  }

  async byIds(ids: readonly string[]): Promise<(Deployment | null)[]> {
    const found = new Map((await this.#db.deployment.findMany({ where: { id: { in: [...ids] } } })).map((row) => [row.id, row]));
    return ids.map((id) => found.get(id) ?? null);
  }

  /** Newest first. */
  page(args: PageArguments, filter: DeploymentFilter): Promise<Page<Deployment>> {
    const where: Prisma.DeploymentWhereInput = {
      ...(filter.environment && { environment: { name: filter.environment } }),
      ...(filter.status && { status: filter.status }),
      ...(filter.project && { projectId: filter.project }),
    };
    return loadListPage(args, {
      find: (query) => this.#db.deployment.findMany({ where, orderBy: [{ startedAt: 'desc' }, { id: 'desc' }], ...query }),
      count: () => this.#db.deployment.count({ where }),
    });
  }

  /** Where the deployment goes; undefined where there is no such deployment. */
  async environmentOf(id: string): Promise<EnvironmentName | undefined> {
    return (await this.#db.deployment.findUnique({ where: { id }, select: { environment: { select: { name: true } } } }))?.environment.name;
  }

  /**
   * Records a deployment that a pipeline outside WISSIL carries out; it begins as PENDING.
   * @throws InvalidInputError, NotFoundError
   */
  async record(input: unknown): Promise<Deployment> {
    const { environment: name, project, build, service, version, url } = parseRecordDeployment(input);
    return this.#db.$transaction(async (tx) => {
      const environment = await tx.environment.findUnique({ where: { name } });
      if (!environment) throw new NotFoundError(`There is no environment ${name} in this installation.`);
      const data = {
        id: newId('Deployment'),
        environmentId: environment.id,
        projectId: project,
        buildId: build,
        service,
        version,
        url,
        events: firstSteps('PENDING'),
      };
      const deployment = await tx.deployment.create({ data });
      await announce(tx, deployment, environment.name);
      return deployment;
    });
  }

  /**
   * Moves a deployment on. Reports that arrive at the same time take turns.
   * @throws InvalidInputError, NotFoundError, ConflictError where the status may not follow the present one
   */
  async updateStatus(input: {
    id: string;
    status: DeploymentStatus;
    message?: string | null | undefined;
    url?: string | null | undefined;
  }): Promise<Deployment> {
    const { message, url } = parseUpdateStatus(input);
    return this.#db.$transaction(async (tx) => {
      const found = await tx.deployment.findUnique({ where: { id: input.id }, select: { releaseId: true } });
      if (!found) throw new NotFoundError(`There is no deployment ${input.id}.`);
      if (found.releaseId !== null) throw new ConflictError('WAYPOINT carries this deployment out by itself, and knows how far it is.');
      const change = { status: input.status, message: message ?? null, ...(url != null && { data: { url } }) };
      return (await changeDeployment(tx, input.id, change)).deployment;
    });
  }

  /**
   * Records that this release of WISSIL runs, as a deployment to development, unless the newest record of it says so already.
   * Instances that start together record it once.
   */
  async recordOwnRelease(version: string): Promise<void> {
    await this.#db.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT "id" FROM "environment" WHERE "name" = 'DEVELOPMENT' FOR UPDATE`;
      const environment = await tx.environment.findUniqueOrThrow({ where: { name: 'DEVELOPMENT' } });
      const newest = await tx.deployment.findFirst({
        where: { environmentId: environment.id, service: OWN_SERVICE },
        orderBy: [{ startedAt: 'desc' }, { id: 'desc' }],
      });
      if (newest?.version === version) return;
      const now = new Date();
      const deployment = await tx.deployment.create({
        data: {
          id: newId('Deployment'),
          environmentId: environment.id,
          service: OWN_SERVICE,
          version,
          status: 'SUCCEEDED',
          message: 'This installation started with this release.',
          startedAt: now,
          finishedAt: now,
          events: firstSteps('SUCCEEDED'),
        },
      });
      await announce(tx, deployment, environment.name);
    });
  }
}

const OWN_SERVICE = 'wissil';
