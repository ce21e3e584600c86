import { InvalidInputError } from '@wissil/platform/errors';
import { loadListPage, type Page, type PageArguments } from '@wissil/platform/graphql';
import type { Notification, PrismaClient } from '../../generated/prisma/client.ts';

/** Ids of one `markRead`. */
const MOST_IDS = 200;

/** Everybody's own notifications; whoever asks names whose. */
export class NotificationService {
  readonly #db: PrismaClient;

  constructor(db: PrismaClient) {
    this.#db = db;
  }

  /** Null for what there is not, or is somebody else's. */
  async byIds(userId: string, ids: readonly string[]): Promise<(Notification | null)[]> {
    const rows = await this.#db.notification.findMany({ where: { id: { in: [...ids] }, userId } });
    const found = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id) => found.get(id) ?? null);
  }

  /** Newest first. */
  page(userId: string, args: PageArguments): Promise<Page<Notification>> {
    return loadListPage(args, {
      find: (query) => this.#db.notification.findMany({ where: { userId }, orderBy: [{ createdAt: 'desc' }, { id: 'desc' }], ...query }),
      count: () => this.#db.notification.count({ where: { userId } }),
    });
  }

  unread(userId: string): Promise<number> {
    return this.#db.notification.count({ where: { userId, readAt: null } });
  }

  /**
   * Returns how many have become read. What is read already, or somebody else's, stays as it is.
   * @param ids all of them where it is not given
   * @throws InvalidInputError for more than 200 ids
   */
  async markRead(userId: string, ids: readonly string[] | null | undefined): Promise<number> {
    if (ids && ids.length > MOST_IDS)
      throw new InvalidInputError([{ path: 'ids', message: `At most ${MOST_IDS} at once; leave them out to mark all.` }]);
    const { count } = await this.#db.notification.updateMany({
      where: { userId, readAt: null, ...(ids && { id: { in: [...ids] } }) },
      data: { readAt: new Date() },
    });
    return count;
  }

  /** Returns how many are gone. */
  async prune(before: Date): Promise<number> {
    const [notifications, failures] = await this.#db.$transaction([
      this.#db.notification.deleteMany({ where: { createdAt: { lt: before } } }),
      this.#db.failure.deleteMany({ where: { at: { lt: before } } }),
    ]);
    return notifications.count + failures.count;
  }
}
