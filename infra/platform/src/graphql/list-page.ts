import { type Page, type PageArguments, pageInfoOf, pageSize } from './page.ts';

/** What a page asks of a Prisma model, beside `where` and `orderBy`. */
export interface ListQuery {
  take: number;
  skip?: number;
  cursor?: { id: string };
}

/** The rows of a root list in a total order, and their number. */
export interface ListSource<Row> {
  find(query: ListQuery): PromiseLike<Row[]>;
  /** Called only where the query asks for `totalCount`. */
  count(): PromiseLike<number>;
}

/**
 * A Relay page of a list that is too long for memory. Nothing follows a cursor that is not in the list any more.
 * @throws InvalidInputError for sizes outside 0…200 or both directions at once
 */
export async function loadListPage<Row extends { id: string }>(args: PageArguments, source: ListSource<Row>): Promise<Page<Row>> {
  const size = pageSize(args);
  const backward = args.last != null;
  const cursor = backward ? args.before : args.after;
  const found = await source.find({ take: backward ? -(size + 1) : size + 1, ...(cursor != null && { cursor: { id: cursor }, skip: 1 }) });
  const more = found.length > size;
  const nodes = more ? (backward ? found.slice(1) : found.slice(0, size)) : found;
  return {
    edges: nodes.map((node) => ({ cursor: node.id, node })),
    pageInfo: pageInfoOf(nodes, { backward, cursor, more }),
    get totalCount() {
      return source.count() as unknown as number;
    },
  };
}
