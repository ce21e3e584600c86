import type { Caller } from '@wissil/platform/auth';
import { recordEvent } from '@wissil/platform/events';
import { loadListPage, newId, type Page, type PageArguments, type RequestContext } from '@wissil/platform/graphql';
import { enqueueJob } from '@wissil/platform/jobs';
import type { Generation, GenerationStatus, Prisma, PrismaClient } from '../../generated/prisma/client.ts';
import { type GenerateComponent, parseGenerateComponent } from './generation-input.ts';

export const GENERATE_JOB = 'generate-component';

const ENDED: readonly GenerationStatus[] = ['SUCCEEDED', 'UNVERIFIED', 'FAILED', 'UNMATCHED'];

/** Generations and their states. Each change and its event commit together; what has ended does not change any more. */
export class GenerationStore {
  readonly #db: PrismaClient;

  constructor(db: PrismaClient) {
    this.#db = db;
  }

  /**
   * Begins one; it goes on by itself, whoever waits for it.
   * @throws InvalidInputError
   */
  async begin(input: GenerateComponent, { subject, name, credentialName }: Caller): Promise<Generation> {
    const wish = parseGenerateComponent(input);
    const author = { authorId: subject, authorName: credentialName === undefined ? name : `${credentialName}, for ${name}` };
    return this.#db.$transaction(async (tx) => {
      const generation = await tx.generation.create({ data: { id: newId('Generation'), ...wish, ...author, notes: [] } });
      await enqueueJob(tx, { kind: GENERATE_JOB, key: generation.id, payload: null, requestedBy: subject });
      await announce(tx, generation);
      return generation;
    });
  }

  /** Writes how far it is; null where it has ended already, or is not there. */
  async advance(
    id: string,
    status: GenerationStatus,
    data: Omit<Prisma.GenerationUpdateManyMutationInput, 'status'> = {},
  ): Promise<Generation | null> {
    return this.#db.$transaction(async (tx) => {
      const ending = ENDED.includes(status) ? { finishedAt: new Date() } : {};
      const { count } = await tx.generation.updateMany({
        where: { id, status: { notIn: [...ENDED] } },
        data: { ...data, ...ending, status },
      });
      if (count === 0) return null;
      const generation = await tx.generation.findUniqueOrThrow({ where: { id } });
      await announce(tx, generation);
      return generation;
    });
  }

  find(id: string): Promise<Generation | null> {
    return this.#db.generation.findUnique({ where: { id } });
  }

  byId(context: RequestContext, id: string): Promise<Generation | null> {
    return context.loaders.one('generation', id, async (ids: readonly string[]) => {
      const found = new Map((await this.#db.generation.findMany({ where: { id: { in: [...ids] } } })).map((row) => [row.id, row]));
      return ids.map((key) => found.get(key) ?? null);
    });
  }

  /** Newest first; of one person where it is given. */
  page(args: PageArguments, authorId: string | null | undefined): Promise<Page<Generation>> {
    const where: Prisma.GenerationWhereInput = authorId == null ? {} : { authorId };
    return loadListPage(args, {
      find: (query) => this.#db.generation.findMany({ ...query, where, orderBy: [{ createdAt: 'desc' }, { id: 'desc' }] }),
      count: () => this.#db.generation.count({ where }),
    });
  }
}

/** `generation.<id>.changed` */
async function announce(tx: Prisma.TransactionClient, { id, status }: Generation): Promise<void> {
  await recordEvent(tx, { subject: `generation.${id}.changed`, payload: { id, status } });
}
