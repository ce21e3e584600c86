import {
  getNamedType,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isObjectType,
} from 'graphql';
import type { HostileValues } from './hostile-values.ts';
import type { Random } from './random.ts';

export interface GeneratedOperation {
  kind: 'query' | 'mutation';
  /** Whether the document is one of the schema's; its variables may still be wrong. */
  wellFormed: boolean;
  query: string;
  variables: Record<string, unknown>;
}

const DAMAGE = [
  '',
  '{',
  '}',
  '(',
  ')',
  '"',
  '"""',
  '$x',
  '...',
  '@skip',
  '@defer',
  ' nope ',
  '\0',
  '😀',
  '\ud800',
  '#',
  ': ',
  '!',
  '-1',
  'fragment F on Query { ...F }',
  ' on ',
];

/** Rows that a page of a generated document asks for, where it is not a variable: pages in pages stay within the limit of cost. */
const ROWS = [0, 1, 2, 5];

type Field = GraphQLField<unknown, unknown>;

interface Part {
  text: string;
  variables: Record<string, { type: string; value: unknown }>;
}

/** Operations of a schema: each asks for a few root fields, their arguments as variables or written out, and what is below them. */
export class OperationGenerator {
  readonly #schema: GraphQLSchema;
  readonly #random: Random;
  readonly #values: HostileValues;
  /** Selections that have been used, by root field: documents repeat as those of clients do, with other variables. */
  readonly #shapes = new Map<string, string[]>();
  readonly #shapesPerField: number;

  constructor(parts: { schema: GraphQLSchema; random: Random; values: HostileValues; shapesPerField: number }) {
    this.#schema = parts.schema;
    this.#random = parts.random;
    this.#values = parts.values;
    this.#shapesPerField = parts.shapesPerField;
  }

  query(): GeneratedOperation {
    return this.#operation('query', Object.values(this.#schema.getQueryType()?.getFields() ?? {}));
  }

  mutation(): GeneratedOperation {
    return this.#operation('mutation', Object.values(this.#schema.getMutationType()?.getFields() ?? {}));
  }

  /** One with a piece of its text replaced. */
  damaged(): GeneratedOperation {
    const operation = this.#random.once(4) ? this.mutation() : this.query();
    const at = this.#random.below(operation.query.length);
    const rest = operation.query.slice(at + this.#random.below(4));
    return { ...operation, wellFormed: false, query: operation.query.slice(0, at) + this.#random.pick(DAMAGE) + rest };
  }

  #operation(kind: 'query' | 'mutation', fields: readonly Field[]): GeneratedOperation {
    const count = kind === 'query' && this.#random.once(20) ? 2 : 1;
    const parts = Array.from({ length: count }, (_, index) => this.#rootField(`r${index}`, this.#random.pick(fields)));
    const variables = Object.assign({}, ...parts.map((part) => part.variables)) as Part['variables'];
    const declared = Object.entries(variables).map(([name, { type }]) => `$${name}: ${type}`);
    const head = declared.length > 0 ? `${kind} (${declared.join(', ')})` : kind;
    return {
      kind,
      wellFormed: true,
      query: `${head} { ${parts.map(({ text }) => text).join(' ')} }`,
      variables: Object.fromEntries(Object.entries(variables).flatMap(([name, { value }]) => (value === undefined ? [] : [[name, value]]))),
    };
  }

  #rootField(alias: string, field: Field): Part {
    const given = field.args.map((argument) => ({ argument, name: `${alias}_${argument.name}` }));
    const text = given.length > 0 ? `(${given.map(({ argument, name }) => `${argument.name}: $${name}`).join(', ')})` : '';
    return {
      text: `${alias}: ${field.name}${text}${this.#shapeOf(field)}`,
      variables: Object.fromEntries(
        given.map(({ argument, name }) => [name, { type: String(argument.type), value: this.#rootValue(argument.name, argument.type) }]),
      ),
    };
  }

  /** Both directions at once are refused, so mostly only one is given; an argument is as often left out as given. */
  #rootValue(name: string, type: Field['args'][number]['type']): unknown {
    if (
      ['last', 'before'].includes(name) ? !this.#random.once(5) : ['first', 'after', 'filter', 'set'].includes(name) && this.#random.once(2)
    )
      return undefined;
    return this.#values.of(type);
  }

  #shapeOf(field: Field): string {
    const type = getNamedType(field.type);
    if (!isCompositeType(type)) return '';
    const shapes = this.#shapes.get(field.name) ?? [];
    if (shapes.length >= this.#shapesPerField) return this.#random.pick(shapes);
    const shape = ` ${this.#selection(type, 5)}`;
    this.#shapes.set(field.name, [...shapes, shape]);
    return shape;
  }

  #selection(type: GraphQLCompositeType, depth: number): string {
    const parts = ['__typename'];
    if (isAbstractType(type)) {
      for (const possible of this.#schema.getPossibleTypes(type)) parts.push(`... on ${possible.name} ${this.#selection(possible, depth)}`);
      return `{ ${parts.join(' ')} }`;
    }
    const fields = isObjectType(type)
      ? Object.values(type.getFields()).filter((field) => depth > 1 || !isCompositeType(getNamedType(field.type)))
      : [];
    // A page is nothing without its rows.
    const wanted = fields.filter(({ name }) => name === 'edges' || name === 'node' || this.#random.once(3));
    for (const [index, field] of wanted.entries()) {
      const below = getNamedType(field.type);
      parts.push(
        `f${index}_${field.name}: ${field.name}${this.#page(field)}${isCompositeType(below) ? ` ${this.#selection(below, depth - 1)}` : ''}`,
      );
    }
    return `{ ${parts.join(' ')} }`;
  }

  #page(field: Field): string {
    if (!field.args.some(({ name }) => name === 'first')) return '';
    if (this.#random.once(30))
      return `(first: ${this.#random.pick(['-1', '201', '2147483648', 'null', '"1"', '1, last: 1', '1, after: "nothing"', '1, after: "\\u0000"'])})`;
    return `(${this.#random.once(4) ? 'last' : 'first'}: ${this.#random.pick(ROWS)})`;
  }
}
