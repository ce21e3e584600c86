import { recordEvent } from '@wissil/platform/events';
import { ConflictError, NotFoundError } from '@wissil/platform/errors';
import { loadListPage, newId, type Page, type PageArguments } from '@wissil/platform/graphql';
import type { Artifact, Build, BuildKind, BuildStatus, Prisma, PrismaClient } from '../../generated/prisma/client.ts';
import type { SourceFile } from '../bundler/source-files.ts';
import type { ProjectSource } from '../pipeline/project-source.ts';
import { announce } from './build-events.ts';
import { parseStartBuild, parseStartProjectBuild, type StartBuild, type StartProjectBuild } from './build-input.ts';

export interface BuildFilter {
  status?: BuildStatus | null | undefined;
  kind?: BuildKind | null | undefined;
  project?: string | null | undefined;
  componentVersion?: string | null | undefined;
}

interface QueuedBuild {
  entry: string;
  trigger: 'EVENT' | 'MANUAL';
  projectId?: string | null | undefined;
}

export interface QueuedComponentBuild extends QueuedBuild {
  files: SourceFile[];
  componentVersionId?: string | null | undefined;
}

export interface QueuedProjectBuild extends QueuedBuild {
  source: ProjectSource;
  projectId: string;
  requestId?: string | null;
  commit: string | null;
  branch: string;
}

export class BuildService {
  readonly #db: PrismaClient;
  readonly #onQueued: () => void;

  constructor(options: { db: PrismaClient; onQueued: () => void }) {
    this.#db = options.db;
    this.#onQueued = options.onQueued;
  }

  async byIds(ids: readonly string[]): Promise<(Build | null)[]> {
    const rows = await this.#db.build.findMany({ where: { id: { in: [...ids] } }, omit: { sources: true } });
    const found = new Map(rows.map((row) => [row.id, { ...row, sources: null }]));
    return ids.map((id) => found.get(id) ?? null);
  }

  async logsByIds(ids: readonly string[]): Promise<string[]> {
    const rows = await this.#db.buildLog.findMany({ where: { buildId: { in: [...ids] } } });
    const found = new Map(rows.map(({ buildId, text }) => [buildId, text]));
    return ids.map((id) => found.get(id) ?? '');
  }

  async artifactsByIds(ids: readonly string[]): Promise<(Artifact | null)[]> {
    const rows = await this.#db.artifact.findMany({ where: { id: { in: [...ids] } } });
    const found = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id) => found.get(id) ?? null);
  }

  /** Newest first. */
  page(args: PageArguments, filter: BuildFilter): Promise<Page<Build>> {
    const where: Prisma.BuildWhereInput = {
      ...(filter.status && { status: filter.status }),
      ...(filter.kind && { kind: filter.kind }),
      ...(filter.project && { projectId: filter.project }),
      ...(filter.componentVersion && { componentVersionId: filter.componentVersion }),
    };
    return loadListPage(args, {
      find: async (query) => {
        const rows = await this.#db.build.findMany({
          where,
          orderBy: [{ queuedAt: 'desc' }, { id: 'desc' }],
          omit: { sources: true },
          ...query,
        });
        return rows.map((row) => ({ ...row, sources: null }));
      },
      count: () => this.#db.build.count({ where }),
    });
  }

  /**
   * Queues a build of the given files.
   * @throws InvalidInputError
   */
  async start(input: StartBuild): Promise<Build> {
    const { entry, files } = parseStartBuild(input);
    const build = await this.#db.$transaction((tx) =>
      queueBuild(tx, { entry, files, trigger: 'MANUAL', projectId: input.project, componentVersionId: input.componentVersion }),
    );
    this.#onQueued();
    return build;
  }

  /**
   * Queues a build of a project.
   * @throws InvalidInputError, NotFoundError
   */
  async startProject(input: StartProjectBuild): Promise<Build> {
    const { commit, branch } = parseStartProjectBuild(input);
    const project = await this.#db.project.findUnique({ where: { id: input.project } });
    if (!project) throw new NotFoundError(`IGNIS knows no project ${input.project}. Choose one that IGNITION has finished creating.`);
    const { id, slug, kind, cloneUrl, healthPath, defaultBranch } = project;
    const build = await this.#db.$transaction((tx) =>
      queueProjectBuild(tx, {
        entry: slug,
        trigger: 'MANUAL',
        projectId: id,
        source: { slug, kind, cloneUrl, healthPath },
        commit,
        branch: branch ?? defaultBranch,
      }),
    );
    this.#onQueued();
    return build;
  }

  /**
   * Takes a build from the queue, or has whoever runs it stop.
   * @param by who does not want it any more
   * @throws NotFoundError, ConflictError where it has ended
   */
  async cancel(id: string, by: string): Promise<Build> {
    return this.#db.$transaction(async (tx) => {
      const cancelled = await tx.build.updateMany({ where: { id, status: { in: ['QUEUED', 'RUNNING'] } }, data: { cancelledBy: by } });
      const build = await tx.build.findUnique({ where: { id }, omit: { sources: true } });
      if (!build) throw new NotFoundError('There is no such build.');
      if (cancelled.count === 0) throw new ConflictError(`Build #${build.number} has ended already; there is nothing to stop.`);
      // The worker that takes it or has it writes the end.
      await recordEvent(tx, { subject: `build.${id}.cancelled`, payload: { id, by } });
      return { ...build, sources: null };
    });
  }
}

/** Puts a build of a component into the queue, in the caller's transaction. */
export function queueBuild(tx: Prisma.TransactionClient, { files, ...build }: QueuedComponentBuild): Promise<Build> {
  return queue(tx, { ...build, sources: files as unknown as Prisma.InputJsonArray });
}

/** Puts a build of a project into the queue, in the caller's transaction. */
export function queueProjectBuild(tx: Prisma.TransactionClient, { source, ...build }: QueuedProjectBuild): Promise<Build> {
  return queue(tx, { ...build, kind: 'PROJECT', sources: { ...source } });
}

async function queue(tx: Prisma.TransactionClient, data: Omit<Prisma.BuildUncheckedCreateInput, 'id'>): Promise<Build> {
  const queued = await tx.build.create({ data: { id: newId('Build'), ...data }, omit: { sources: true } });
  const row = { ...queued, sources: null };
  await announce(tx, row);
  return row;
}
