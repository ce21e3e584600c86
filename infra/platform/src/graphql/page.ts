import { InvalidInputError } from '../errors/index.ts';

/** The arguments of a Relay connection. */
export interface PageArguments {
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}

/** A Relay connection; cursors are the nodes' ids. */
export interface Page<Node> {
  edges: { cursor: string; node: Node }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
  totalCount: number;
}

/** Rows of a page where the query names no size, and the most that it may name. */
export const DEFAULT_PAGE = 20;
export const MAX_PAGE = 200;

/** @throws InvalidInputError for sizes outside 0…200 or both directions at once */
export function pageSize(args: PageArguments): number {
  if (args.first != null && args.last != null) throw new InvalidInputError([{ path: 'last', message: 'Give first or last, not both.' }]);
  const size = args.first ?? args.last ?? DEFAULT_PAGE;
  if (size < 0 || size > MAX_PAGE) {
    throw new InvalidInputError([
      { path: args.last == null ? 'first' : 'last', message: `A page holds 0 to ${MAX_PAGE} rows, not ${size}.` },
    ]);
  }
  return size;
}

/** The page info of nodes that were read with one more than the page holds: `more` says that there was one. */
export function pageInfoOf(
  nodes: readonly { id: string }[],
  { backward, cursor, more }: { backward: boolean; cursor: string | null | undefined; more: boolean },
): Page<never>['pageInfo'] {
  return {
    hasNextPage: backward ? cursor != null : more,
    hasPreviousPage: backward ? more : cursor != null,
    startCursor: nodes[0]?.id ?? null,
    endCursor: nodes.at(-1)?.id ?? null,
  };
}
