import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Action } from '@wissil/platform/auth';
import { SUBGRAPH_NAMES, type SubgraphName } from '@wissil/platform/subgraph';
import { REPOSITORY } from '@wissil/testkit';
import {
  buildSchema,
  type ConstDirectiveNode,
  getNamedType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  Kind,
  parse,
} from 'graphql';

export type Field = GraphQLField<unknown, unknown>;

/** The API and what each part of it needs, as the committed schema says. */
export class Contract {
  readonly schema: GraphQLSchema;
  readonly #permissions = new Map<string, Action>();

  constructor() {
    this.schema = buildSchema(read('schema/api.graphql'));
    for (const definition of parse(read('schema/supergraph.graphql')).definitions) {
      if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
      this.#note(definition.name.value, definition.directives);
      for (const field of definition.fields ?? []) this.#note(`${definition.name.value}.${field.name.value}`, field.directives);
    }
  }

  roots(kind: 'Mutation' | 'Query' | 'Subscription'): Field[] {
    return Object.values((this.schema.getType(kind) as GraphQLObjectType).getFields());
  }

  /** What reading the field needs: its own action, and that of the type that it leads into. */
  needs(parent: string, field: Field): Action[] {
    const target = getNamedType(field.type).name;
    // The union that a mutation answers with: its result's type is the member that is no error.
    const result = parent === 'Mutation' ? this.#resultOf(target) : target;
    const actions = [this.#permissions.get(`${parent}.${field.name}`), this.#permissions.get(result.replace(/(Connection|Edge)$/, ''))];
    return [...new Set(actions.filter((action) => action !== undefined))];
  }

  #resultOf(union: string): string {
    const type = this.schema.getType(union);
    if (type === undefined || !('getTypes' in type)) return union;
    return type.getTypes().find(({ name }) => !name.endsWith('Error'))?.name ?? union;
  }

  #note(place: string, directives: readonly ConstDirectiveNode[] | undefined): void {
    const value = directives?.find(({ name }) => name.value === 'permission')?.arguments?.[0]?.value;
    if (value?.kind === Kind.STRING) this.#permissions.set(place, value.value as Action);
  }

  /** Of a subgraph: its entities, by type, with what they need. */
  entities(subgraph: SubgraphName): { type: string; needs: Action }[] {
    return parse(read(`schema/subgraphs/${subgraph}.graphql`)).definitions.flatMap((definition) => {
      if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) return [];
      const key = definition.directives?.find(({ name }) => name.value === 'key');
      const resolvable = key?.arguments?.find(({ name }) => name.value === 'resolvable')?.value;
      const needs = this.#permissions.get(definition.name.value);
      if (key === undefined || needs === undefined || (resolvable?.kind === Kind.BOOLEAN && !resolvable.value)) return [];
      return [{ type: definition.name.value, needs }];
    });
  }
}

export interface RestAddress {
  system: SubgraphName;
  method: string;
  path: string;
  needs: Action;
}

/** The REST routes that need a permission, as infra/docs/permissions.md lists them. */
export function restAddresses(): RestAddress[] {
  let needs: Action | undefined;
  return read('infra/docs/permissions.md')
    .split('\n')
    .flatMap((line) => {
      needs = (/^### `(.+)`$/.exec(line)?.[1] as Action | undefined) ?? needs;
      if (/^## /.test(line)) needs = undefined;
      if (!line.startsWith('- REST: ') || needs === undefined) return [];
      const action = needs;
      return line
        .slice('- REST: '.length)
        .split(/; |, (?=[A-Z]+ `)/)
        .flatMap((part) => {
          const system = /^([A-Z]+) /.exec(part)?.[1]?.toLowerCase() as SubgraphName;
          if (!SUBGRAPH_NAMES.includes(system)) throw new Error(`The list of REST routes is not as this test reads it: ${line}`);
          return [...part.matchAll(/`([A-Z]+) (\S+)`/g)].map(([, method = '', path = '']) => ({ system, method, path, needs: action }));
        });
    });
}

function read(path: string): string {
  return readFileSync(join(REPOSITORY, path), 'utf8');
}
