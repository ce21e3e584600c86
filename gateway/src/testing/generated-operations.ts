import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
} from 'graphql';
import * as fc from 'fast-check';

export interface GeneratedOperation {
  query: string;
  variables: Record<string, boolean>;
}

/** Valid queries against the schema: aliases, arguments, fragments, @skip and @include, abstract types. Shrinks towards the first fields. */
export function validQueries(schema: GraphQLSchema, maxDepth = 4): fc.Arbitrary<GeneratedOperation> {
  return fc.array(fc.nat(1_000), { minLength: 1, maxLength: 120 }).map((tape) => new Generator(schema, tape).operation(maxDepth));
}

/** Valid queries with some of their text damaged. */
export function brokenQueries(schema: GraphQLSchema): fc.Arbitrary<string> {
  return fc
    .tuple(
      validQueries(schema),
      fc.nat(5_000),
      fc.constantFrom('', '{', '}', '(', '"', '$x', '...', '@skip', 'nope ', '\u0000', '😀', 'fragment F on User { ...F }', ': ', '!'),
    )
    .map(([{ query }, at, damage]) => {
      const position = at % query.length;
      return query.slice(0, position) + damage + query.slice(position + 1 + (at % 3));
    });
}

class Generator {
  readonly #schema: GraphQLSchema;
  readonly #tape: readonly number[];
  readonly #fragments: string[] = [];
  #position = 0;
  #aliases = 0;

  constructor(schema: GraphQLSchema, tape: readonly number[]) {
    this.#schema = schema;
    this.#tape = tape;
  }

  operation(maxDepth: number): GeneratedOperation {
    const variables = { yes: this.#draw(2) === 0, no: this.#draw(2) === 1 };
    const selection = this.#selection(this.#schema.getQueryType()!, maxDepth);
    return {
      query: `query ($yes: Boolean!, $no: Boolean = false) { ...Root } fragment Root on Query ${selection.replace('{', '{ unused: __typename @skip(if: $yes) @include(if: $no)')} ${this.#fragments.join(' ')}`,
      variables,
    };
  }

  #draw(below: number): number {
    const value = this.#tape[this.#position] ?? 0;
    this.#position += 1;
    return value % below;
  }

  #selection(type: GraphQLCompositeType, depth: number): string {
    const parts: string[] = [];
    const count = 1 + this.#draw(4);
    for (let index = 0; index < count; index++) parts.push(this.#part(type, depth));
    return `{ ${parts.join(' ')} }`;
  }

  #part(type: GraphQLCompositeType, depth: number): string {
    const choice = this.#draw(10);
    if (choice === 9) return `${this.#alias()}__typename${this.#condition()}`;
    if (isAbstractType(type) && (choice > 3 || !('getFields' in type))) {
      const possible = this.#schema.getPossibleTypes(type);
      const concrete = possible[this.#draw(possible.length)]!;
      return `... on ${concrete.name}${this.#condition()} ${this.#selection(concrete, depth)}`;
    }
    if (choice === 8 && isObjectType(type) && depth > 1) return this.#namedFragment(type, depth);
    const fields = Object.values(('getFields' in type ? type.getFields() : {}) as Record<string, GraphQLField<unknown, unknown>>).filter(
      (field) => depth > 1 || !isCompositeType(getNamedType(field.type)),
    );
    const field = fields[this.#draw(Math.max(1, fields.length))];
    if (field === undefined) return `${this.#alias()}__typename`;
    const named = getNamedType(field.type);
    const below = isCompositeType(named) ? ` ${this.#selection(named, depth - 1)}` : '';
    return `${this.#alias()}${field.name}${this.#arguments(field)}${this.#condition()}${below}`;
  }

  #namedFragment(type: GraphQLCompositeType, depth: number): string {
    const name = `F${String(this.#fragments.length)}`;
    const index = this.#fragments.push('') - 1;
    this.#fragments[index] = `fragment ${name} on ${type.name} ${this.#selection(type, depth - 1)}`;
    return `...${name}${this.#condition()}`;
  }

  /** Always one, so that no two selections are in conflict. */
  #alias(): string {
    this.#aliases += 1;
    return `a${String(this.#aliases)}: `;
  }

  #condition(): string {
    return ['', '', '', '', '', ' @skip(if: $yes)', ' @include(if: $no)', ' @include(if: $yes)', ' @skip(if: true)', ' @include(if: true)'][
      this.#draw(10)
    ]!;
  }

  #arguments(field: GraphQLField<unknown, unknown>): string {
    const values = field.args
      .filter((argument) => isNonNullType(argument.type) || this.#draw(2) === 1)
      .map((argument) => `${argument.name}: ${this.#value(argument.type)}`);
    return values.length === 0 ? '' : `(${values.join(', ')})`;
  }

  #value(type: GraphQLInputType): string {
    const nullable = getNullableType(type);
    if (isListType(nullable)) return `[${this.#value(nullable.ofType as GraphQLInputType)}]`;
    if (isEnumType(nullable)) return nullable.getValues()[0]!.name;
    const name = getNamedType(type).name;
    if (name === 'Int') return String(this.#draw(4));
    if (name === 'ID') return ['"u1"', '"p1"', '"p4"', '"u2"', '"none"'][this.#draw(5)]!;
    return '"text"';
  }
}
