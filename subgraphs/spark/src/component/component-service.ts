import { ConflictError, InvalidInputError } from '@wissil/platform/errors';
import { recordEvent } from '@wissil/platform/events';
import { loadListPage, newId, type Page, type PageArguments, pageOfArray, type RequestContext } from '@wissil/platform/graphql';
import type { Component, ComponentVersion, Prisma, PrismaClient } from '../../generated/prisma/client.ts';
import { parseSaveComponent, type SaveComponent, slugOf } from './component-input.ts';
import { cssVariablesIn, fileNames } from './component-source.ts';

/** The payload of `component.created`, published for every version. */
interface ComponentCreated {
  componentId: string;
  versionId: string;
  slug: string;
  name: string;
  number: number;
  files: { path: string; content: string }[];
  /** The path of the file that exports the component. */
  entry: string;
}

const NEWEST_FIRST: Prisma.ComponentOrderByWithRelationInput[] = [{ updatedAt: 'desc' }, { id: 'desc' }];

export class ComponentService {
  readonly #db: PrismaClient;

  constructor(db: PrismaClient) {
    this.#db = db;
  }

  /**
   * Saves the next version of the component of this name, the first where there is none yet (SPARK-6). Of savers at the same time each gets
   * a number of its own.
   * @throws InvalidInputError, also for what could not be verified; ConflictError when the component is not at `expectedVersion` or another one has the slug
   */
  async save(input: SaveComponent): Promise<Component> {
    const valid = await parseSaveComponent(input);
    return this.#db.$transaction((tx) => saveVersion(tx, valid));
  }

  page(args: PageArguments, search: string | null | undefined): Promise<Page<Component>> {
    const wanted = search?.trim();
    const contains = { contains: wanted, mode: 'insensitive' as const };
    const where: Prisma.ComponentWhereInput = wanted ? { OR: [{ name: contains }, { slug: contains }, { description: contains }] } : {};
    return loadListPage(args, {
      find: (query) => this.#db.component.findMany({ ...query, where, orderBy: NEWEST_FIRST }),
      count: () => this.#db.component.count({ where }),
    });
  }

  bySlug(slug: string): Promise<Component | null> {
    return this.#db.component.findUnique({ where: { slug } });
  }

  byId(context: RequestContext, id: string): Promise<Component | null> {
    return context.loaders.one('component', id, async (ids: readonly string[]) => {
      const found = await this.#db.component.findMany({ where: { id: { in: [...ids] } } });
      return inOrder(ids, found, ({ id: key }) => key);
    });
  }

  versionById(context: RequestContext, id: string): Promise<ComponentVersion | null> {
    return context.loaders.one('component-version', id, async (ids: readonly string[]) => {
      const found = await this.#db.componentVersion.findMany({ where: { id: { in: [...ids] } } });
      return inOrder(ids, found, ({ id: key }) => key);
    });
  }

  /** The components whose latest version reads a custom property, newest first; one statement for all properties of a request. */
  async usersOf(context: RequestContext, cssVariable: string, args: PageArguments): Promise<Page<Component>> {
    const users = await context.loaders.one('users-of-variable', cssVariable, async (names: readonly string[]) => {
      const found = await this.#db.component.findMany({ where: { cssVariables: { hasSome: [...names] } }, orderBy: NEWEST_FIRST });
      return names.map((name) => found.filter(({ cssVariables }) => cssVariables.includes(name)));
    });
    return pageOfArray(users, args);
  }
}

async function saveVersion(tx: Prisma.TransactionClient, input: SaveComponent): Promise<Component> {
  await assertVerified(tx, input);
  const component = await lockComponent(tx, input);
  if (input.expectedVersion != null && input.expectedVersion !== component.latestNumber) {
    const now = component.latestNumber === 0 ? 'does not exist' : `is at version ${component.latestNumber}`;
    throw new ConflictError(`${input.name} ${now}, not at ${input.expectedVersion}: read it again and repeat the save.`);
  }
  const { source, tests, stories } = input;
  const version = { id: newId('ComponentVersion'), componentId: component.id, number: component.latestNumber + 1, source, tests, stories };
  await tx.componentVersion.create({ data: version });
  const saved = await tx.component.update({
    where: { id: component.id },
    data: {
      description: input.description,
      cssVariables: cssVariablesIn(source),
      latestNumber: version.number,
      latestVersionId: version.id,
    },
  });
  if (input.generation != null) await tx.generation.updateMany({ where: { id: input.generation }, data: { componentId: saved.id } });
  await recordEvent(tx, { subject: 'component.created', payload: eventOf(saved, version) });
  return saved;
}

/** @throws InvalidInputError where nobody could check what is saved, and it is not said that this is accepted */
async function assertVerified(tx: Prisma.TransactionClient, { generation, acceptUnverified }: SaveComponent): Promise<void> {
  if (generation == null || acceptUnverified === true) return;
  const found = await tx.generation.findUnique({ where: { id: generation }, select: { status: true } });
  if (found?.status !== 'UNVERIFIED') return;
  const message = 'This component was not verified: no test of it has run. Read its code, and save it with acceptUnverified: true.';
  throw new InvalidInputError([{ path: 'acceptUnverified', message }]);
}

/** The component's row, made where there is none, and locked until the transaction ends. */
async function lockComponent(
  tx: Prisma.TransactionClient,
  { name, description }: SaveComponent,
): Promise<{ id: string; latestNumber: number }> {
  const slug = slugOf(name);
  await tx.component.createMany({ data: [{ id: newId('Component'), slug, name, description, latestVersionId: '' }], skipDuplicates: true });
  const [locked] = await tx.$queryRaw<{ id: string; name: string; latestNumber: number }[]>`
    SELECT id, name, latest_number AS "latestNumber" FROM components WHERE slug = ${slug} FOR UPDATE`;
  if (locked?.name !== name)
    throw new ConflictError(`The name ${name} is too close to ${locked?.name}, which has the address ${slug} already: choose another.`);
  return locked;
}

function eventOf(
  component: Component,
  version: { id: string; number: number; source: string; tests: string; stories: string },
): ComponentCreated {
  const names = fileNames(component.name);
  return {
    componentId: component.id,
    versionId: version.id,
    slug: component.slug,
    name: component.name,
    number: version.number,
    files: (['source', 'tests', 'stories'] as const).map((part) => ({ path: names[part], content: version[part] })),
    entry: names.source,
  };
}

function inOrder<Row>(keys: readonly string[], rows: readonly Row[], keyOf: (row: Row) => string): (Row | null)[] {
  const byKey = new Map(rows.map((row) => [keyOf(row), row]));
  return keys.map((key) => byKey.get(key) ?? null);
}
