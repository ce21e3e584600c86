import { recordEvent } from '@wissil/platform/events';
import type { Logger } from '@wissil/platform/logging';
import type { Prisma, PrismaClient, Project } from '../../generated/prisma/client.ts';
import { relayUrlOf } from './repository-address.ts';
import type { BranchMove, RepositoryHost, RepositoryHostKind } from './repository-host.ts';

export interface PushRecordParts {
  db: PrismaClient;
  hosts: (kind: RepositoryHostKind) => RepositoryHost;
  /** IGNITION's address inside the installation. */
  address: string;
  logger: Logger;
}

type Transaction = Prisma.TransactionClient;

/** How long the repository and the database may take together. */
const LIMITS = { maxWait: 10_000, timeout: 60_000 };

/**
 * Publishes `repository.pushed`, once for each move of a branch. What has been published stands in project_branches and is compared with the
 * repository, under a lock of the project's row: a push whose process ended before it was published is found at the next comparison.
 */
export class PushRecord {
  readonly #parts: PushRecordParts;

  constructor(parts: PushRecordParts) {
    this.#parts = parts;
  }

  /** Compares the repository of a project with what has been published. Returns how many moves are published now. */
  async compare(projectId: string): Promise<number> {
    return this.#parts.db.$transaction(async (tx) => {
      const project = await lockProject(tx, projectId);
      if (!project?.repositoryHost) return 0;
      const known = await tx.projectBranch.findMany({ where: { projectId } });
      const { moves, gone } = await this.#parts
        .hosts(project.repositoryHost)
        .movesSince(
          { owner: project.repositoryOwner, name: project.repositoryName ?? project.slug },
          new Map(known.map(({ name, commit }) => [name, commit])),
        );
      for (const move of moves) await this.#publish(tx, project, move);
      if (gone.length > 0) await tx.projectBranch.deleteMany({ where: { projectId, name: { in: gone } } });
      return moves.length;
    }, LIMITS);
  }

  /** Publishes a move that its host tells of, unless it has been. */
  async take(tx: Transaction, projectId: string, move: BranchMove): Promise<void> {
    const project = await lockProject(tx, projectId);
    if (!project) return;
    const known = await tx.projectBranch.findUnique({ where: { projectId_name: { projectId, name: move.branch } } });
    if (known?.commit !== move.after) await this.#publish(tx, project, { ...move, before: move.before ?? known?.commit ?? null });
  }

  /** Every project, one after the other: what was pushed while IGNITION ended, or was away. */
  async compareAll(signal: AbortSignal): Promise<void> {
    const { db, logger } = this.#parts;
    for (let after = ''; ;) {
      const [project] = await db.project.findMany({
        where: { id: { gt: after }, repositoryHost: { not: null } },
        orderBy: { id: 'asc' },
        take: 1,
        select: { id: true, slug: true },
      });
      if (!project || signal.aborted) return;
      after = project.id;
      await this.compare(project.id).then(
        (count) => count > 0 && logger.info({ project: project.slug, count }, 'pushes were published that had not been'),
        (error: unknown) =>
          logger.error({ err: error, project: project.slug }, 'the repository could not be compared with what is known of it'),
      );
    }
  }

  async #publish(tx: Transaction, project: Project, { branch, before, after, message, author, pushedBy }: BranchMove): Promise<void> {
    const key = { projectId: project.id, name: branch };
    await tx.projectBranch.upsert({ where: { projectId_name: key }, create: { ...key, commit: after }, update: { commit: after } });
    if (branch === project.defaultBranch) await tx.project.update({ where: { id: project.id }, data: { headCommit: after } });
    await recordEvent(tx, {
      subject: 'repository.pushed',
      payload: {
        projectId: project.id,
        slug: project.slug,
        ...{ branch, before, after, message, author },
        cloneUrl: relayUrlOf(project.slug, this.#parts.address),
        pushedBy,
      },
    });
  }
}

async function lockProject(tx: Transaction, id: string): Promise<Project | null> {
  await tx.$queryRaw`SELECT 1 FROM projects WHERE id = ${id} FOR UPDATE`;
  return tx.project.findUnique({ where: { id } });
}
