import { loadListPage, type Page, type PageArguments } from '@wissil/platform/graphql';
import type { PrismaClient } from '../../generated/prisma/client.ts';

/** A release without the values of all tokens, which only going back to it needs. */
export type ReleaseRow =
  NonNullable<Awaited<ReturnType<PrismaClient['tokenRelease']['findFirst']>>> extends infer Row ? Omit<Row, 'document'> : never;

const WITHOUT_DOCUMENT = { document: true } as const;

/** Reads releases; TokenService makes them. */
export class ReleaseService {
  readonly #db: PrismaClient;

  constructor(db: PrismaClient) {
    this.#db = db;
  }

  async byIds(ids: readonly string[]): Promise<(ReleaseRow | null)[]> {
    const rows = await this.#db.tokenRelease.findMany({ where: { id: { in: [...ids] } }, omit: WITHOUT_DOCUMENT });
    const found = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id) => found.get(id) ?? null);
  }

  /** Newest first. */
  page(setId: string, args: PageArguments): Promise<Page<ReleaseRow>> {
    return loadListPage(args, {
      find: (query) => this.#db.tokenRelease.findMany({ where: { setId }, orderBy: { number: 'desc' }, omit: WITHOUT_DOCUMENT, ...query }),
      count: () => this.#db.tokenRelease.count({ where: { setId } }),
    });
  }

  async newest(setIds: readonly string[]): Promise<(ReleaseRow | null)[]> {
    const rows = await this.#db.tokenRelease.findMany({
      where: { setId: { in: [...setIds] } },
      distinct: ['setId'],
      orderBy: [{ setId: 'asc' }, { number: 'desc' }],
      omit: WITHOUT_DOCUMENT,
    });
    const bySet = new Map(rows.map((row) => [row.setId, row]));
    return setIds.map((id) => bySet.get(id) ?? null);
  }
}
