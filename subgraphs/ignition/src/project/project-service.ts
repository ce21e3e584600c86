import { loadListPage, type Page, type PageArguments, type RequestContext } from '@wissil/platform/graphql';
import type { Prisma, PrismaClient, Project } from '../../generated/prisma/client.ts';

/** The projects that there are; how they come to be is creation/. */
export class ProjectService {
  readonly #db: PrismaClient;

  constructor(db: PrismaClient) {
    this.#db = db;
  }

  page(args: PageArguments, filter: { template?: string | null | undefined; search?: string | null | undefined }): Promise<Page<Project>> {
    const search = filter.search?.trim();
    const contains = { contains: search, mode: 'insensitive' as const };
    const where: Prisma.ProjectWhereInput = {
      ...(filter.template && { template: { slug: filter.template } }),
      ...(search && { OR: [{ name: contains }, { slug: contains }, { description: contains }] }),
    };
    return loadListPage(args, {
      find: (query) => this.#db.project.findMany({ ...query, where, orderBy: [{ createdAt: 'desc' }, { id: 'desc' }] }),
      count: () => this.#db.project.count({ where }),
    });
  }

  bySlug(slug: string): Promise<Project | null> {
    return this.#db.project.findUnique({ where: { slug } });
  }

  /** The project of that name which has a repository; `cloneUrl` is null where IGNITION keeps that itself. */
  async repositoryOf(slug: string): Promise<{ projectId: string; cloneUrl: string | null } | undefined> {
    const found = await this.#db.project.findUnique({
      where: { slug, repositoryHost: { not: null } },
      select: { id: true, repositoryCloneUrl: true },
    });
    return found ? { projectId: found.id, cloneUrl: found.repositoryCloneUrl } : undefined;
  }

  byId(context: RequestContext, id: string): Promise<Project | null> {
    return context.loaders.one('project', id, async (ids: readonly string[]) => {
      const found = await this.#db.project.findMany({ where: { id: { in: [...ids] } } });
      const byKey = new Map(found.map((project) => [project.id, project]));
      return ids.map((key) => byKey.get(key) ?? null);
    });
  }
}
