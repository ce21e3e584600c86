import { type Page, type PageArguments, pageInfoOf, pageSize } from './page.ts';
import type { RequestContext } from './request-context.ts';

/** Rows of one table that belong to a parent, newest first. Identifiers are the code's own, never input. */
export interface KeyedList {
  table: string;
  /** The column that holds the parent's key. */
  keyColumn: string;
  /** A timestamp or number column to sort by, descending; `id` decides ties. */
  orderColumn: string;
}

interface RawQuery {
  $queryRawUnsafe<Result>(query: string, ...values: unknown[]): PromiseLike<Result>;
}

/**
 * A Relay page of the rows that belong to `key`. All parents of one request share a single SQL statement, whatever their number.
 * `toNode` turns a database row (column names as keys) into what the type's resolvers take.
 * @throws InvalidInputError for sizes outside 0…200, both directions at once, or a cursor that is none
 */
export function loadKeyedPage<Row extends { id: string }>(
  context: RequestContext & { db: RawQuery },
  request: { list: KeyedList; key: string; args: PageArguments; toNode: (row: Record<string, unknown>) => Row },
): Promise<Page<Row>> {
  const { list, args } = request;
  const limits = pageLimits(args);
  const name = JSON.stringify([list.table, list.keyColumn, limits]);
  return context.loaders.one(name, request.key, async (keys: readonly string[]) => {
    const rows = await context.db.$queryRawUnsafe<Record<string, unknown>[]>(
      keyedPageSql(list, limits.backward),
      keys,
      limits.cursor,
      limits.size + 1,
    );
    const byKey = Map.groupBy(rows, (row) => String(row['page_key']));
    return keys.map((key) => toPage(byKey.get(key) ?? [], limits, request.toNode));
  });
}

/** $1 the parents' keys, $2 the row that the page follows, $3 the number of rows. A parent whose page is empty still yields its total, in a row without id. */
function keyedPageSql({ table, keyColumn, orderColumn }: KeyedList, backward: boolean): string {
  const [direction, beyond] = backward ? ['ASC', '>'] : ['DESC', '<'];
  return `
    WITH total AS (
      SELECT "${keyColumn}" AS page_key, count(*)::int AS page_total FROM "${table}" WHERE "${keyColumn}" = ANY($1::text[]) GROUP BY 1
    ), numbered AS (
      SELECT t.*, row_number() OVER (PARTITION BY t."${keyColumn}" ORDER BY t."${orderColumn}" ${direction}, t.id ${direction}) AS page_row
      FROM "${table}" t
      WHERE t."${keyColumn}" = ANY($1::text[])
        AND ($2::text IS NULL OR (t."${orderColumn}", t.id) ${beyond} (SELECT c."${orderColumn}", c.id FROM "${table}" c WHERE c.id = $2::text))
    )
    SELECT * FROM total LEFT JOIN numbered ON numbered."${keyColumn}" = total.page_key AND numbered.page_row <= $3::int
    ORDER BY total.page_key, numbered.page_row`;
}

interface PageLimits {
  size: number;
  backward: boolean;
  /** Id of the row that the page follows. */
  cursor: string | null;
}

function pageLimits(args: PageArguments): PageLimits {
  const size = pageSize(args);
  const backward = args.last != null;
  return { size, backward, cursor: (backward ? args.before : args.after) ?? null };
}

function toPage<Row extends { id: string }>(
  rows: readonly Record<string, unknown>[],
  limits: PageLimits,
  toNode: (row: Record<string, unknown>) => Row,
): Page<Row> {
  const found = rows.filter((row) => row['id'] !== null);
  const nodes = found.slice(0, limits.size).map(toNode);
  if (limits.backward) nodes.reverse();
  return {
    edges: nodes.map((node) => ({ cursor: node.id, node })),
    pageInfo: pageInfoOf(nodes, { ...limits, more: found.length > limits.size }),
    totalCount: Number(rows[0]?.['page_total'] ?? 0),
  };
}
