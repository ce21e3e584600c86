import { DTCG_TYPE, type TokenType, tokenTypeOf } from './dtcg-type.ts';

/** A token as a DTCG document holds it. */
export interface DocumentToken {
  path: string;
  type: TokenType;
  value: unknown;
  description: string | null;
  extensions?: Record<string, unknown>;
}

export interface DocumentGroup {
  path: string;
  description: string | null;
}

/** The name that DTCG 2025.10 allows: without `.`, `{`, `}` and a leading `$`. */
const NAME = /^(?!\$)[^.{}]+$/;

type Json = Record<string, unknown>;

/**
 * The groups and tokens of a DTCG document, parents before children, in the order of the document.
 * @throws Error naming the first name or `$type` that DTCG does not know
 */
export function readDocument(document: unknown): { groups: DocumentGroup[]; tokens: DocumentToken[] } {
  const groups: DocumentGroup[] = [];
  const tokens: DocumentToken[] = [];
  const readGroup = (group: Json, parent: string, inherited: TokenType | undefined): void => {
    const type = typeIn(group, parent) ?? inherited;
    for (const [name, child] of Object.entries(group)) {
      if (name.startsWith('$')) continue;
      const path = parent ? `${parent}.${name}` : name;
      if (!NAME.test(name) || !isObject(child)) throw new Error(`${path} is not a DTCG token or group.`);
      const description = typeof child['$description'] === 'string' ? child['$description'] : null;
      if ('$value' in child) {
        const own = typeIn(child, path) ?? type;
        if (!own) throw new Error(`${path} has no $type, and no group above it has one.`);
        tokens.push({ path, type: own, value: child['$value'], description });
      } else {
        groups.push({ path, description });
        readGroup(child, path, type);
      }
    }
  };
  if (!isObject(document)) throw new Error('A DTCG document is an object.');
  readGroup(document, '', undefined);
  return { groups, tokens };
}

/** The document of some groups and tokens; every token carries its `$type`. Names that are integers come first, as in all JavaScript objects. */
export function writeDocument(groups: readonly DocumentGroup[], tokens: readonly DocumentToken[]): Json {
  const root = emptyGroup();
  for (const { path, description } of groups) if (description !== null) at(root, path.split('.'))['$description'] = description;
  for (const { path, type, value, description, extensions } of tokens) {
    const names = path.split('.');
    const name = names.pop() as string;
    at(root, names)[name] = {
      $type: DTCG_TYPE[type],
      $value: value,
      ...(description !== null && { $description: description }),
      ...(extensions && { $extensions: extensions }),
    };
  }
  return root;
}

function at(root: Json, names: readonly string[]): Json {
  return names.reduce((group, name) => (group[name] ??= emptyGroup()) as Json, root);
}

/** Without a prototype, so that every name is only a name. */
function emptyGroup(): Json {
  return Object.create(null) as Json;
}

function typeIn(node: Json, path: string): TokenType | undefined {
  const name = node['$type'];
  if (name === undefined) return undefined;
  const type = typeof name === 'string' ? tokenTypeOf(name) : undefined;
  if (!type) throw new Error(`${path} has the $type ${JSON.stringify(name)}, which DTCG 2025.10 does not know.`);
  return type;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
