import {
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  type GraphQLFormattedError,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type SelectionSetNode,
} from 'graphql';
import type { Introspect } from './compile-shaper.ts';
import { selectFields, type SelectedField, type SelectionContext } from './selected-fields.ts';

type Path = (string | number)[];

/** A response with more errors than these says nothing more; finding out what explains what stays cheap. */
const MAX_ERRORS = 200;

/** A null that its position cannot hold; the parent becomes null in its place. */
const INVALID = Symbol('invalid');

/**
 * CompleteValue of the specification (§6.4.3–6.4.4) over gathered data: slower than a shaper and exact about what is wrong. Appends an
 * error for every value that does not fit, unless an error above or below it explains it already.
 */
export class ResponseCompletion {
  readonly #context: SelectionContext;
  readonly #introspect: Introspect;
  readonly #errors: GraphQLFormattedError[];
  readonly #path: Path = [];

  constructor(context: SelectionContext, options: { introspect: Introspect; errors: GraphQLFormattedError[] }) {
    this.#context = context;
    this.#introspect = options.introspect;
    this.#errors = options.errors;
  }

  /** The response's `data`; null when nulls reached the top. */
  complete(type: GraphQLObjectType, root: object, selections: readonly SelectionSetNode[]): object | null {
    const data = this.#object(type, root, selections);
    return data === INVALID ? null : (data as object);
  }

  #object(type: GraphQLObjectType, value: object, selections: readonly SelectionSetNode[]): unknown {
    const result: Record<string, unknown> = {};
    let invalid = false;
    for (const field of selectFields(this.#context, type, selections)) {
      this.#path.push(field.responseName);
      const completed = this.#field(type, field, value);
      this.#path.pop();
      if (completed === INVALID) invalid = true;
      else result[field.responseName] = completed;
    }
    return invalid ? INVALID : result;
  }

  #field(type: GraphQLObjectType, field: SelectedField, value: object): unknown {
    if (field.kind === 'typename') return type.name;
    if (field.kind === 'introspection') return this.#introspect(field);
    const found: unknown = Object.hasOwn(value, field.responseName) ? (value as Record<string, unknown>)[field.responseName] : undefined;
    return this.#value(field.type!, found, { selections: field.selections, position: `${type.name}.${field.fieldName}` });
  }

  #value(type: GraphQLOutputType, value: unknown, at: { selections: readonly SelectionSetNode[]; position: string }): unknown {
    if (isNonNullType(type)) {
      const completed = this.#value(type.ofType, value, at);
      if (completed !== null) return completed;
      this.#report(`Cannot return null for non-nullable field ${at.position}.`);
      return INVALID;
    }
    if (value === null || value === undefined) return null;
    if (isListType(type)) return this.#list(type.ofType, value, at);
    if (isScalarType(type)) return this.#leaf(completeScalar(type.name, value), at.position);
    if (isEnumType(type)) return this.#leaf(typeof value === 'string' && type.getValue(value) ? value : undefined, at.position);
    return this.#composite(type, value, at);
  }

  #list(item: GraphQLOutputType, value: unknown, at: { selections: readonly SelectionSetNode[]; position: string }): unknown {
    if (!Array.isArray(value)) return this.#leaf(undefined, at.position);
    let invalid = false;
    const items = value.map((entry: unknown, index) => {
      this.#path.push(index);
      const completed = this.#value(item, entry, at);
      this.#path.pop();
      if (completed === INVALID) invalid = true;
      return completed;
    });
    return invalid ? null : items;
  }

  #composite(type: GraphQLNamedType, value: unknown, at: { selections: readonly SelectionSetNode[]; position: string }): unknown {
    if (typeof value !== 'object' || value === null) return this.#leaf(undefined, at.position);
    const concrete = isObjectType(type) ? type : this.#concreteType(type, value);
    if (concrete === undefined) {
      this.#report(`The subgraph's answer for ${at.position} has no usable __typename.`);
      return null;
    }
    const completed = this.#object(concrete, value, at.selections);
    return completed === INVALID ? null : completed;
  }

  #concreteType(type: GraphQLNamedType, value: object): GraphQLObjectType | undefined {
    const name = (value as { __typename?: unknown }).__typename;
    const concrete = typeof name === 'string' ? this.#context.schema.getType(name) : undefined;
    if (concrete === undefined || !isObjectType(concrete)) return undefined;
    return this.#context.schema.getPossibleTypes(type as never).includes(concrete) ? concrete : undefined;
  }

  #leaf(value: unknown, position: string): unknown {
    if (value !== undefined) return value;
    this.#report(`The subgraph's answer for ${position} is not a value of its type.`);
    return null;
  }

  #report(message: string): void {
    if (this.#errors.length >= MAX_ERRORS) return;
    const explained = this.#errors.some((error) => error.path !== undefined && sharesBranch(error.path, this.#path));
    if (explained) return;
    this.#errors.push({ message, path: [...this.#path], extensions: { code: 'DOWNSTREAM_SERVICE_ERROR' } });
  }
}

function sharesBranch(left: readonly (string | number)[], right: Path): boolean {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index++) if (left[index] !== right[index]) return false;
  return true;
}

/** The value as it goes out, or undefined when it is none of that scalar's. */
function completeScalar(name: string, value: unknown): unknown {
  switch (name) {
    case 'String':
      return typeof value === 'string' ? value : undefined;
    case 'ID':
      return typeof value === 'string' ? value : Number.isInteger(value) ? String(value) : undefined;
    case 'Int':
      return typeof value === 'number' && (value | 0) === value ? value : undefined;
    case 'Float':
      return Number.isFinite(value) ? value : undefined;
    case 'Boolean':
      return typeof value === 'boolean' ? value : undefined;
    default:
      return value;
  }
}
