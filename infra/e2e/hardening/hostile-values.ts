import { type GraphQLInputObjectType, type GraphQLInputType, isEnumType, isInputObjectType, isListType, isNonNullType } from 'graphql';
import type { Random } from './random.ts';

/** What a caller can know: ids, slugs, paths and cursors that exist, of every kind of entity, each wherever a text is asked for. */
export type KnownTexts = readonly string[];

const TEXTS = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\u0007\u001b[31m',
  'line\nbreak\r\n\ttab',
  '../../../etc/passwd',
  '..\\..\\windows',
  '/etc/passwd',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'http://[',
  'https://example.test/a?b=c#d',
  '%00%2e%2e%2f',
  '%',
  '_%_\\',
  "' OR 1=1; DROP TABLE components; --",
  '"}) { __typename } #',
  '${7*7}{{7*7}}<script>alert(1)</script>',
  '😀👩‍👩‍👧‍👦',
  '\ud800',
  'half\udc00pair',
  '\u202eright to left\u2066',
  'é',
  'ǅ\u0130\u0131ß',
  '\ufeffbom\ufffe',
  'null',
  'undefined',
  '__proto__',
  'constructor',
  '-1',
  '1e309',
  'NaN',
  '2026-02-30T25:61:61Z',
  'tok_',
  'cmp_nothing',
  'sys_0000000000000000000000000',
  'color..ember',
  '{color.spark.500}',
  '{{}}',
  '--color-spark-500',
  'A'.repeat(64),
  'a'.repeat(65_000),
  '\u0000'.repeat(300),
  '(('.repeat(500),
  'Aurora Shop',
  '1.4.0',
  'index.ts',
  'export const answer = 42;\n',
  "import './index.ts';\nimport '../../../../etc/passwd';\nimport 'https://example.test/x.js';\n",
  'export function Generated() { return <b style={{ color: "var(--color-spark-500)" }} />; }\n',
  'Generated',
  'Thing',
];

const WHOLE_NUMBERS = [
  0, 1, 2, 20, 199, 200, 201, -1, -200, 1_000_000, 2_147_483_647, -2_147_483_648, 2_147_483_648, 9_007_199_254_740_991, 0.5, -0,
];

const NUMBERS = [0, -0, -1, 0.1 + 0.2, 1e-320, 1e21, -1e308, 5e-324, Number.MAX_SAFE_INTEGER + 2];

const OTHER_KINDS: readonly unknown[] = [null, true, 'text', 7, 1.5, [], {}, [[null]], { input: {} }, ['\0']];

/** Inputs that a mutation takes as they are, by the name of their type. */
const PROPER: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>> = {
  SaveComponentInput: [
    {
      name: 'Generated',
      description: 'Made by a test.',
      source: 'export function Generated() {\n  return <b style={{ color: "var(--color-spark-500)" }}>7</b>;\n}\n',
      tests: "import { expect, it } from 'vitest';\n\nit('is there', () => expect(7).toBe(7));\n",
      stories: "import { Generated } from './Generated';\n\nexport default { title: 'Generated', component: Generated };\n",
    },
  ],
  StartBuildInput: [{ entry: 'index.ts', files: [{ path: 'index.ts', content: 'export const answer = 42;\n' }] }],
  CreateProjectInput: [
    { name: 'Aurora Shop', template: 'nextjs-application', inputs: {} },
    { name: 'Orbit 7', template: 'component-library', description: 'Made by a test.', inputs: {} },
  ],
  RecordDeploymentInput: [{ environment: 'STAGING', service: 'generated', version: '1.4.0', url: 'https://example.test/' }],
};

/** Values for one type of the schema: mostly of its shape, sometimes of none. */
export class HostileValues {
  readonly #random: Random;
  readonly #known: KnownTexts;
  readonly #json: readonly unknown[];

  /** @param json values that exist in the graph, to be given where they do not belong */
  constructor(random: Random, known: KnownTexts, json: readonly unknown[]) {
    this.#random = random;
    this.#known = known;
    this.#json = json;
  }

  of(type: GraphQLInputType): unknown {
    if (this.#random.once(120)) return this.#random.pick(OTHER_KINDS);
    if (isNonNullType(type)) return this.of(type.ofType);
    if (this.#random.once(6)) return null;
    return this.#present(type);
  }

  /** Like `of`, but there, and of the right shape where the type has one. */
  #present(type: GraphQLInputType): unknown {
    if (isNonNullType(type)) return this.#present(type.ofType);
    if (isListType(type))
      return Array.from({ length: this.#random.once(200) ? 300 : this.#random.below(4) }, () => this.#present(type.ofType));
    if (isEnumType(type)) return this.#random.once(15) ? this.#text() : this.#random.pick(type.getValues()).name;
    if (isInputObjectType(type)) {
      const proper = PROPER[type.name];
      if (proper && !this.#random.once(4)) return this.#altered(type, this.#random.pick(proper));
      const fields = Object.values(type.getFields()).filter((field) => isNonNullType(field.type) || !this.#random.once(3));
      return Object.fromEntries(
        fields.map((field) => [field.name, isNonNullType(field.type) ? this.#present(field.type) : this.of(field.type)]),
      );
    }
    switch (type.name) {
      case 'Int':
        return this.#random.pick(WHOLE_NUMBERS);
      case 'Float':
        return this.#random.pick(NUMBERS);
      case 'Boolean':
        return this.#random.once(2);
      case 'JSON':
        return this.#anyJson(0);
      default:
        return this.#text();
    }
  }

  /** With up to two of its fields replaced. */
  #altered(type: GraphQLInputObjectType, proper: Readonly<Record<string, unknown>>): unknown {
    const fields = Object.values(type.getFields());
    const replaced = Array.from({ length: this.#random.below(3) }, () => this.#random.pick(fields));
    return { ...proper, ...Object.fromEntries(replaced.map((field) => [field.name, this.#present(field.type)])) };
  }

  #text(): string {
    if (this.#random.once(2)) return this.#random.pick(this.#known);
    return this.#random.once(3) ? this.#random.pick(TEXTS) + this.#random.pick(TEXTS) : this.#random.pick(TEXTS);
  }

  #anyJson(depth: number): unknown {
    if (depth === 0 && this.#random.once(40)) return nested(this.#random.pick([20, 31, 33, 900]));
    if (depth < 2 && this.#random.once(3)) return this.#damaged(this.#random.pick(this.#json));
    switch (this.#random.below(depth > 3 ? 5 : 7)) {
      case 0:
        return null;
      case 1:
        return this.#random.once(2);
      case 2:
        return this.#random.pick(NUMBERS);
      case 3:
      case 4:
        return this.#text();
      case 5:
        return Array.from({ length: this.#random.below(5) }, () => this.#anyJson(depth + 1));
      default:
        return Object.fromEntries(Array.from({ length: this.#random.below(5) }, () => [this.#text(), this.#anyJson(depth + 1)]));
    }
  }

  /** A real value with perhaps one of its parts replaced. */
  #damaged(value: unknown): unknown {
    if (typeof value !== 'object' || value === null || this.#random.once(3)) return value;
    const keys = Object.keys(value);
    if (keys.length === 0) return value;
    const copy = structuredClone(value) as Record<string, unknown>;
    copy[this.#random.pick(keys)] = this.#anyJson(2);
    return copy;
  }
}

function nested(depth: number): unknown {
  let value: unknown = '{color.spark.500}';
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { value };
  return value;
}
