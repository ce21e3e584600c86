import {
  getNamedType,
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql';
import type { Contract, Field } from './contract.ts';

/** A field that is asked for, and those below it. */
export interface Asked {
  alias: string;
  parent: string;
  field: Field;
  below: Asked[];
}

/** Levels of objects below a root field; pages and their edges are none. */
export const DEEPEST = 2;

/** Everything that can be asked for below a field, `DEEPEST` objects down. */
export function selectionOf(contract: Contract, parent: string, field: Field, depth = DEEPEST): Asked {
  const type = getNamedType(field.type);
  const below = isObjectType(type)
    ? Object.values(type.getFields())
        .filter((each) => depth > 0 || isLeafType(getNamedType(each.type)) || isStructural(type.name))
        .map((each) => selectionOf(contract, type.name, each, isStructural(type.name) ? depth : depth - 1))
        .filter((each) => isLeafType(getNamedType(each.field.type)) || each.below.length > 0)
    : [];
  return { alias: field.name, parent, field, below };
}

function isStructural(type: string): boolean {
  return /(Connection|Edge)$/.test(type) || type === 'PageInfo';
}

/**
 * As GraphQL.
 * @param given arguments that lead to something, by `field.argument`, beside those that always do
 */
export function textOf({ alias, field, below }: Asked, given: Readonly<Record<string, string>> = {}): string {
  const head = alias === field.name ? alias : `${alias}: ${field.name}`;
  const inside = below.map((each) => textOf(each, given)).join(' ');
  return `${head}${argumentsOf(field, { ...KNOWN, ...given })}${inside === '' ? '' : ` { ${inside} }`}`;
}

/** As GraphQL: what a field cannot be asked without, and what is given. */
export function argumentsOf(field: Field, leading: Readonly<Record<string, string>> = {}): string {
  const given = field.args.flatMap((argument) => {
    if (argument.name === 'first') return ['first: 1'];
    const known = leading[`${field.name}.${argument.name}`];
    if (known !== undefined) return [`${argument.name}: ${known}`];
    return isRequiredArgument(argument) ? [`${argument.name}: ${literalOf(argument.type)}`] : [];
  });
  return given.length > 0 ? `(${given.join(', ')})` : '';
}

/** Arguments that lead to what is there at the start, or what these tests make first. */
const KNOWN: Readonly<Record<string, string>> = {
  'token.path': '"color.text.link"',
  'tokenGroup.path': '"color.text"',
  'tokenSet.slug': '"luminera"',
  'component.slug': '"button"',
  'project.slug': '"authorized"',
  'projectPlan.input': '{ name: "Planned", template: "nextjs-application", inputs: {} }',
  'template.slug': '"nextjs-application"',
};

/** The least that the type accepts; it names nothing that there is. */
export function literalOf(type: GraphQLInputType): string {
  if (isNonNullType(type)) return literalOf(type.ofType);
  if (isListType(type)) return `[${literalOf(type.ofType)}]`;
  if (isEnumType(type)) return type.getValues()[0]?.name ?? 'null';
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter(isRequiredInputField);
    return `{ ${fields.map((field) => `${field.name}: ${literalOf(field.type)}`).join(', ')} }`;
  }
  const literals: Readonly<Record<string, string>> = {
    Int: '1',
    Float: '1',
    Boolean: 'false',
    JSON: '{}',
    DateTime: '"2026-01-01T00:00:00Z"',
  };
  return literals[type.name] ?? '"nothing"';
}
