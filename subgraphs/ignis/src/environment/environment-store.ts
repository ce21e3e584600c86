import { randomBytes } from 'node:crypto';
import { newId } from '@wissil/platform/graphql';
import { enqueueJob } from '@wissil/platform/jobs';
import type { DevEnvironment, DevEnvironmentStatus, Prisma, PrismaClient, Project } from '../../generated/prisma/client.ts';
import { type ChangeFeed, recordStatus } from './environment-events.ts';
import { type EnvironmentStep, pendingSteps, withStep } from './environment-steps.ts';

export const PREPARE_JOB = 'prepare-environment';

export interface PrepareJob {
  id: string;
  /** Which start it belongs to: an environment that was asked to start again since has another job. */
  round: number;
}

export interface StoreOptions {
  db: PrismaClient;
  feed: ChangeFeed;
  /** Where browsers find it. */
  urlOf: (environment: { key: string }) => string;
}

export type ProjectFacts = Pick<Project, 'id' | 'slug' | 'kind' | 'cloneUrl' | 'defaultBranch'>;

/** The rows of environments. Each status and its event commit together, then open pages hear of it. */
export class EnvironmentStore {
  readonly #db: PrismaClient;
  readonly #feed: ChangeFeed;
  readonly #urlOf: StoreOptions['urlOf'];

  constructor({ db, feed, urlOf }: StoreOptions) {
    this.#db = db;
    this.#feed = feed;
    this.#urlOf = urlOf;
  }

  urlOf(environment: { key: string }): string {
    return this.#urlOf(environment);
  }

  find(id: string): Promise<DevEnvironment | null> {
    return this.#db.devEnvironment.findUnique({ where: { id } });
  }

  findByKey(key: string): Promise<DevEnvironment | null> {
    return this.#db.devEnvironment.findUnique({ where: { key } });
  }

  async byIds(ids: readonly string[]): Promise<(DevEnvironment | null)[]> {
    const rows = await this.#db.devEnvironment.findMany({ where: { id: { in: [...ids] } } });
    const found = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id) => found.get(id) ?? null);
  }

  async byProjects(projectIds: readonly string[]): Promise<(DevEnvironment | null)[]> {
    const rows = await this.#db.devEnvironment.findMany({ where: { projectId: { in: [...projectIds] } } });
    const found = new Map(rows.map((row) => [row.projectId, row]));
    return projectIds.map((id) => found.get(id) ?? null);
  }

  withStatus(...statuses: DevEnvironmentStatus[]): Promise<DevEnvironment[]> {
    return this.#db.devEnvironment.findMany({ where: { status: { in: statuses } }, orderBy: { usedAt: 'desc' } });
  }

  project(id: string): Promise<ProjectFacts | null> {
    return this.#db.project.findUnique({ where: { id } });
  }

  /** Makes the environment of a project, and has it prepared; nothing where it has one. In the caller's transaction. */
  async create(tx: Prisma.TransactionClient, project: ProjectFacts, openedBy: string | null): Promise<void> {
    if (await tx.devEnvironment.findUnique({ where: { projectId: project.id }, select: { id: true } })) return;
    const { id: projectId, slug, kind, cloneUrl, defaultBranch: branch } = project;
    const row = await tx.devEnvironment.create({
      data: {
        id: newId('DevEnvironment'),
        ...{ projectId, slug, kind, cloneUrl, branch, openedBy },
        // 125 bits that are letters and digits, as a host name needs them.
        key: `e${BigInt(`0x${randomBytes(16).toString('hex')}`).toString(36)}`,
        steps: pendingSteps() as unknown as Prisma.InputJsonArray,
      },
    });
    await this.#prepare(tx, row);
  }

  /** In a transaction of its own. */
  async createFor(project: ProjectFacts, openedBy: string | null): Promise<DevEnvironment> {
    await this.#db.$transaction((tx) => this.create(tx, project, openedBy));
    const row = await this.#db.devEnvironment.findUniqueOrThrow({ where: { projectId: project.id } });
    this.#feed.changed(row);
    return row;
  }

  /** Has it prepared and started, once more; nothing where that is under way, unless it is `again`. */
  async reopen(
    id: string,
    { openedBy = null, again = false }: { openedBy?: string | null; again?: boolean } = {},
  ): Promise<DevEnvironment> {
    const row = await this.#db.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM "dev_environment" WHERE "id" = ${id} FOR UPDATE`;
      const before = await tx.devEnvironment.findUniqueOrThrow({ where: { id } });
      if (!again && (before.status === 'PREPARING' || before.status === 'READY')) return before;
      const steps = pendingSteps() as unknown as Prisma.InputJsonArray;
      const data = { status: 'PREPARING', message: null, steps, round: { increment: 1 }, usedAt: new Date(), openedBy } as const;
      const next = await tx.devEnvironment.update({ where: { id }, data });
      await this.#prepare(tx, next);
      return next;
    });
    this.#feed.changed(row);
    return row;
  }

  /** Writes the status, unless another start has begun since; then it says false. */
  async settle({ id, round }: PrepareJob, status: DevEnvironmentStatus, message: string | null): Promise<boolean> {
    const row = await this.#db.$transaction(async (tx) => {
      const { count } = await tx.devEnvironment.updateMany({ where: { id, round }, data: { status, message } });
      if (count === 0) return undefined;
      const settled = await tx.devEnvironment.findUniqueOrThrow({ where: { id } });
      await recordStatus(tx, settled, this.#urlOf(settled));
      return settled;
    });
    if (row) this.#feed.changed(row);
    return row !== undefined;
  }

  async step({ id, round }: PrepareJob, step: EnvironmentStep): Promise<void> {
    const row = await this.#db.devEnvironment.findUnique({ where: { id } });
    if (row?.round !== round) return;
    const steps = withStep(row.steps as unknown as EnvironmentStep[], step) as unknown as Prisma.InputJsonArray;
    await this.#db.devEnvironment.updateMany({ where: { id, round }, data: { steps } });
    this.#feed.changed(row);
  }

  async used(id: string, at: Date): Promise<void> {
    await this.#db.devEnvironment.updateMany({ where: { id }, data: { usedAt: at } });
  }

  changed(environment: { id: string; projectId: string }): void {
    this.#feed.changed(environment);
  }

  async #prepare(tx: Prisma.TransactionClient, row: DevEnvironment): Promise<void> {
    const { id, round, openedBy: requestedBy } = row;
    await enqueueJob(tx, { kind: PREPARE_JOB, key: `${id}:${round}`, payload: { id, round } satisfies PrepareJob, requestedBy });
    await recordStatus(tx, row, this.#urlOf(row));
  }
}
