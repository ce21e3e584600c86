import { InvalidInputError } from '../errors/index.ts';
import { type Page, type PageArguments, pageSize } from './page.ts';

/**
 * A Relay page of a list that is in memory anyway, in its own order.
 * @throws InvalidInputError for sizes outside 0…200, both directions at once, or a cursor that is not in the list
 */
export function pageOfArray<Node extends { id: string }>(all: readonly Node[], args: PageArguments): Page<Node> {
  const size = pageSize(args);
  const from = args.after == null ? 0 : position(all, args.after, 'after') + 1;
  const to = args.before == null ? all.length : position(all, args.before, 'before');
  const begin = args.last == null ? from : Math.max(from, to - size);
  const end = args.last == null ? Math.min(to, begin + size) : to;
  const nodes = all.slice(begin, Math.max(begin, end));
  return {
    edges: nodes.map((node) => ({ cursor: node.id, node })),
    pageInfo: {
      hasNextPage: end < all.length,
      hasPreviousPage: begin > 0,
      startCursor: nodes[0]?.id ?? null,
      endCursor: nodes.at(-1)?.id ?? null,
    },
    totalCount: all.length,
  };
}

function position(all: readonly { id: string }[], cursor: string, path: string): number {
  const index = all.findIndex((node) => node.id === cursor);
  if (index < 0) throw new InvalidInputError([{ path, message: 'This cursor is not in the list any more. Start again without it.' }]);
  return index;
}
