import { loadListPage, newId, type Page, type PageArguments } from '@wissil/platform/graphql';
import type { Prisma, PrismaClient, RegistryEntry } from '../../generated/prisma/client.ts';

/** A component's version, as `component.created` tells of it. */
export interface RegisteredVersion {
  componentId: string;
  componentVersionId: string;
  name: string;
  version: number;
}

export class RegistryService {
  readonly #db: PrismaClient;

  constructor(options: { db: PrismaClient }) {
    this.#db = options.db;
  }

  /** Each component's newest version, the latest registered first. */
  page(args: PageArguments): Promise<Page<RegistryEntry>> {
    const where = { newest: true };
    return loadListPage(args, {
      find: (query) => this.#db.registryEntry.findMany({ where, orderBy: [{ registeredAt: 'desc' }, { id: 'desc' }], ...query }),
      count: () => this.#db.registryEntry.count({ where }),
    });
  }

  async byIds(ids: readonly string[]): Promise<(RegistryEntry | null)[]> {
    const found = new Map((await this.#db.registryEntry.findMany({ where: { id: { in: [...ids] } } })).map((row) => [row.id, row]));
    return ids.map((id) => found.get(id) ?? null);
  }

  /** The newest entry of each component. */
  async newestOf(componentIds: readonly string[]): Promise<(RegistryEntry | null)[]> {
    const rows = await this.#db.registryEntry.findMany({ where: { componentId: { in: [...componentIds] }, newest: true } });
    const found = new Map(rows.map((row) => [row.componentId, row]));
    return componentIds.map((id) => found.get(id) ?? null);
  }
}

/** Adds a version to the registry, in the transaction that marks its event as handled. Versions may arrive in any order. */
export async function register(
  tx: Prisma.TransactionClient,
  { componentId, componentVersionId, name, version }: RegisteredVersion,
): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${componentId}, 0))`;
  const newer = await tx.registryEntry.count({ where: { componentId, version: { gt: version } } });
  if (newer === 0) await tx.registryEntry.updateMany({ where: { componentId, newest: true }, data: { newest: false } });
  await tx.registryEntry.createMany({
    data: [{ id: newId('RegistryEntry'), componentId, componentVersionId, name, version, newest: newer === 0 }],
    skipDuplicates: true,
  });
}
