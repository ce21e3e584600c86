import { loadListPage, newId, type Page, type PageArguments } from '@wissil/platform/graphql';
import type { Build, BuildStatus, Prisma, PrismaClient } from '../../generated/prisma/client.ts';
import type { SourceFile } from '../bundler/source-files.ts';
import { announce } from './build-events.ts';
import { parseStartBuild, type StartBuild } from './build-input.ts';

export interface BuildFilter {
  status?: BuildStatus | null | undefined;
  project?: string | null | undefined;
  componentVersion?: string | null | undefined;
}

export interface QueuedBuild {
  entry: string;
  files: SourceFile[];
  trigger: 'EVENT' | 'MANUAL';
  projectId?: string | null | undefined;
  componentVersionId?: string | null | undefined;
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

  /** Newest first. */
  page(args: PageArguments, filter: BuildFilter): Promise<Page<Build>> {
    const where: Prisma.BuildWhereInput = {
      ...(filter.status && { status: filter.status }),
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
}

/** Puts a build into the queue, in the caller's transaction. */
export async function queueBuild(tx: Prisma.TransactionClient, { files, ...build }: QueuedBuild): Promise<Build> {
  const sources = files as unknown as Prisma.InputJsonArray;
  const queued = await tx.build.create({ data: { id: newId('Build'), ...build, sources }, omit: { sources: true } });
  const row = { ...queued, sources: null };
  await announce(tx, row);
  return row;
}
