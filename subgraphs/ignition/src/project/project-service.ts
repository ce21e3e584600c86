import { ConflictError, type FieldProblem, InvalidInputError, NotFoundError } from '@wissil/platform/errors';
import { recordEvent } from '@wissil/platform/events';
import { loadListPage, newId, type Page, type PageArguments, type RequestContext } from '@wissil/platform/graphql';
import { Prisma, type PrismaClient, type Project } from '../../generated/prisma/client.ts';
import type { TemplateGallery } from '../template/template-gallery.ts';
import { checkAnswers } from './answer-check.ts';
import { slugFor } from './project-name.ts';

export interface CreateProject {
  name: string;
  description?: string | null | undefined;
  /** The template's slug. */
  template: string;
  /** Answers by the keys of the template's inputs. */
  inputs: unknown;
}

/** The payload of `project.created`. */
interface ProjectCreated {
  projectId: string;
  slug: string;
  name: string;
  template: { slug: string; version: string };
  inputs: Record<string, unknown>;
}

const LONGEST_DESCRIPTION = 500;
const UNIQUE_VIOLATION = 'P2002';

export class ProjectService {
  readonly #db: PrismaClient;
  readonly #gallery: TemplateGallery;

  constructor(parts: { db: PrismaClient; gallery: TemplateGallery }) {
    this.#db = parts.db;
    this.#gallery = parts.gallery;
  }

  /**
   * Registers a project (IGNI-4). Of two of one name at the same time exactly one is made.
   * @throws NotFoundError for the template, InvalidInputError with everything that is wrong, ConflictError where the name is taken
   */
  async create({ name: givenName, description: givenDescription, template: templateSlug, inputs }: CreateProject): Promise<Project> {
    const templates = await this.#gallery.all();
    const template = templates.find(({ slug }) => slug === templateSlug);
    if (!template) throw new NotFoundError(`There is no such template. There is: ${templates.map(({ slug }) => slug).join(', ')}.`);
    const name = givenName.trim();
    const naming = slugFor(name);
    const { answers, problems: inputProblems } = checkAnswers(template.inputs, inputs);
    const description = givenDescription?.trim() || null;
    const problems: FieldProblem[] = [
      ...('problem' in naming ? [{ path: 'name', message: naming.problem }] : []),
      ...descriptionProblems(description),
      ...inputProblems,
    ];
    if ('problem' in naming || problems.length > 0) throw new InvalidInputError(problems);
    const { slug } = naming;
    const row = {
      id: newId('Project'),
      slug,
      name,
      description,
      templateId: template.id,
      templateVersion: template.version,
      inputs: answers,
    };
    const payload: ProjectCreated = {
      ...{ projectId: row.id, slug, name },
      template: { slug: template.slug, version: template.version },
      inputs: answers,
    };
    return this.#db
      .$transaction(async (tx) => {
        const project = await tx.project.create({ data: row });
        await recordEvent(tx, { subject: 'project.created', payload });
        return project;
      })
      .catch((error: unknown) => {
        if (!(error instanceof Prisma.PrismaClientKnownRequestError) || error.code !== UNIQUE_VIOLATION) throw error;
        throw new ConflictError(`There is a project with the package name ${slug} already: choose another name.`);
      });
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

  byId(context: RequestContext, id: string): Promise<Project | null> {
    return context.loaders.one('project', id, async (ids: readonly string[]) => {
      const found = await this.#db.project.findMany({ where: { id: { in: [...ids] } } });
      const byKey = new Map(found.map((project) => [project.id, project]));
      return ids.map((key) => byKey.get(key) ?? null);
    });
  }
}

function descriptionProblems(description: string | null): FieldProblem[] {
  if (description === null) return [];
  if (description.length > LONGEST_DESCRIPTION) return [{ path: 'description', message: `At most ${LONGEST_DESCRIPTION} characters.` }];
  if (/\p{Cc}/u.test(description)) return [{ path: 'description', message: 'Control characters are not allowed.' }];
  return [];
}
