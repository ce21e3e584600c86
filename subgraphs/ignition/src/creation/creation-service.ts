import { createHash, randomUUID } from 'node:crypto';
import type { Caller } from '@wissil/platform/auth';
import { ConflictError, InvalidInputError } from '@wissil/platform/errors';
import { loadListPage, newId, type Page, type PageArguments, type RequestContext } from '@wissil/platform/graphql';
import { enqueueJob } from '@wissil/platform/jobs';
import { Prisma, type PrismaClient, type ProjectCreation } from '../../generated/prisma/client.ts';
import type { ProjectPlan } from '../project/project-plan.ts';
import { PENDING_STEPS } from './creation-step.ts';
import { announce, json } from './creation-store.ts';

/** The kind of job that makes a project. */
export const CREATION_JOB = 'project-creation';

const UNIQUE_VIOLATION = 'P2002';
const LONGEST_KEY = 100;

/** Takes requests for projects; creation-job.ts does what they ask for. */
export class CreationService {
  readonly #db: PrismaClient;

  constructor(db: PrismaClient) {
    this.#db = db;
  }

  /**
   * Takes the name and has the project made (IGNI-4). Of two of one name at the same time exactly one is taken.
   * @param key a request that is repeated with it is answered with what came of the first
   * @throws ConflictError where the name is taken, or the key was used for something else
   */
  async request(plan: ProjectPlan, { caller, key }: { caller: Caller; key: string | null | undefined }): Promise<ProjectCreation> {
    if (key != null && (key === '' || key.length > LONGEST_KEY))
      throw new InvalidInputError([{ path: 'idempotencyKey', message: `Give 1 to ${LONGEST_KEY} characters, a UUID for example.` }]);
    const idempotencyKey = key ?? randomUUID();
    const fingerprint = createHash('sha256').update(JSON.stringify(plan)).digest('base64url');
    const repeated = { requestedById: caller.subject, idempotencyKey };
    const before = await this.#earlier(repeated, fingerprint);
    if (before) return before;
    const creation: Prisma.ProjectCreationCreateInput = {
      id: newId('ProjectCreation'),
      projectId: newId('Project'),
      ...repeated,
      requestedByName: caller.name,
      fingerprint,
      ...{ name: plan.name, slug: plan.slug },
      plan: json(plan),
      status: 'PENDING',
      steps: json(PENDING_STEPS),
    };
    try {
      return await this.#db.$transaction(async (tx) => {
        await tx.projectName.create({ data: { slug: plan.slug, projectId: creation.projectId } });
        const made = await tx.projectCreation.create({ data: creation });
        await enqueueJob(tx, { kind: CREATION_JOB, key: made.id, payload: null, requestedBy: caller.subject });
        await announce(tx, made.id);
        return made;
      });
    } catch (error) {
      if (!(error instanceof Prisma.PrismaClientKnownRequestError) || error.code !== UNIQUE_VIOLATION) throw error;
      // The name, or the same request at the same time.
      const same = await this.#earlier(repeated, fingerprint);
      if (same) return same;
      throw nameTaken(plan.slug);
    }
  }

  /** @throws ConflictError where the name is taken */
  async assertFree(slug: string): Promise<void> {
    if ((await this.#db.projectName.count({ where: { slug } })) > 0) throw nameTaken(slug);
  }

  page(args: PageArguments): Promise<Page<ProjectCreation>> {
    return loadListPage(args, {
      find: (query) => this.#db.projectCreation.findMany({ ...query, orderBy: [{ createdAt: 'desc' }, { id: 'desc' }] }),
      count: () => this.#db.projectCreation.count(),
    });
  }

  byId(context: RequestContext, id: string): Promise<ProjectCreation | null> {
    return context.loaders.one('project creation', id, async (ids: readonly string[]) => {
      const found = await this.#db.projectCreation.findMany({ where: { id: { in: [...ids] } } });
      const byKey = new Map(found.map((creation) => [creation.id, creation]));
      return ids.map((key) => byKey.get(key) ?? null);
    });
  }

  async #earlier(
    requestedById_idempotencyKey: { requestedById: string; idempotencyKey: string },
    fingerprint: string,
  ): Promise<ProjectCreation | null> {
    const earlier = await this.#db.projectCreation.findUnique({ where: { requestedById_idempotencyKey } });
    if (earlier && earlier.fingerprint !== fingerprint)
      throw new ConflictError('This idempotency key was used for another project: take a new one for each request.');
    return earlier;
  }
}

function nameTaken(slug: string): ConflictError {
  return new ConflictError(`There is a project with the package name ${slug} already: choose another name.`);
}
