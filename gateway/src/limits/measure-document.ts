import { Kind, type DocumentNode, type FragmentDefinitionNode, type SelectionSetNode } from 'graphql';

export interface DocumentSize {
  depth: number;
  fields: number;
  aliases: number;
  rootFields: number;
}

/** Sizes multiply along fragments: no further than this, where every limit has been passed. */
const CEILING = 1e9;

interface Own extends DocumentSize {
  spreads: { name: string; depth: number; root: boolean }[];
}

/**
 * The largest of the document's operations in each respect, fragments resolved wherever they are spread. Takes time linear in the document
 * and no stack for nested selections. Undefined where fragments spread themselves: validation says so.
 */
export function measureDocument(document: DocumentNode): DocumentSize | undefined {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions) if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  const measure = new Measure(fragments);
  const largest: DocumentSize = { depth: 0, fields: 0, aliases: 0, rootFields: 0 };
  for (const node of document.definitions) {
    if (node.kind !== Kind.OPERATION_DEFINITION) continue;
    const size = measure.whole(node.selectionSet);
    if (size === undefined) return undefined;
    for (const key of ['depth', 'fields', 'aliases', 'rootFields'] as const) largest[key] = Math.max(largest[key], size[key]);
  }
  return largest;
}

class Measure {
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #known = new Map<string, DocumentSize | 'under way'>();

  constructor(fragments: ReadonlyMap<string, FragmentDefinitionNode>) {
    this.#fragments = fragments;
  }

  whole(selection: SelectionSetNode): DocumentSize | undefined {
    const { spreads, ...size } = measureOwn(selection);
    for (const spread of spreads) {
      const below = this.#fragment(spread.name);
      if (below === undefined) return undefined;
      size.depth = Math.max(size.depth, spread.depth + below.depth);
      size.fields = Math.min(CEILING, size.fields + below.fields);
      size.aliases = Math.min(CEILING, size.aliases + below.aliases);
      if (spread.root) size.rootFields = Math.min(CEILING, size.rootFields + below.rootFields);
    }
    return size;
  }

  /** Recursion as deep as fragments spread one another: bounded by the limit of tokens. */
  #fragment(name: string): DocumentSize | undefined {
    const known = this.#known.get(name);
    if (known === 'under way') return undefined;
    if (known !== undefined) return known;
    const fragment = this.#fragments.get(name);
    if (fragment === undefined) return { depth: 0, fields: 0, aliases: 0, rootFields: 0 };
    this.#known.set(name, 'under way');
    const size = this.whole(fragment.selectionSet);
    if (size !== undefined) this.#known.set(name, size);
    return size;
  }
}

function measureOwn(selection: SelectionSetNode): Own {
  const own: Own = { depth: 0, fields: 0, aliases: 0, rootFields: 0, spreads: [] };
  const open: { selection: SelectionSetNode; depth: number }[] = [{ selection, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { depth } = next;
    for (const node of next.selection.selections) {
      if (node.kind === Kind.FRAGMENT_SPREAD) {
        own.spreads.push({ name: node.name.value, depth, root: depth === 0 });
      } else if (node.kind === Kind.INLINE_FRAGMENT) {
        open.push({ selection: node.selectionSet, depth });
      } else {
        own.fields += 1;
        own.depth = Math.max(own.depth, depth + 1);
        if (depth === 0) own.rootFields += 1;
        if (node.alias !== undefined && node.alias.value !== node.name.value) own.aliases += 1;
        if (node.selectionSet !== undefined) open.push({ selection: node.selectionSet, depth: depth + 1 });
      }
    }
  }
  return own;
}
