import type { FragmentDefinitionNode, GraphQLFormattedError, GraphQLObjectType, OperationDefinitionNode } from 'graphql';
import { Kind, visit, type DocumentNode } from 'graphql';
import type { Variables } from '../plan/compiled-operation.ts';
import type { Supergraph } from '../supergraph/supergraph.ts';
import { compileShaper, IRREGULAR, type Introspect, type Shaper } from './compile-shaper.ts';
import { ResponseCompletion } from './complete-response.ts';
import { introspectField } from './introspection.ts';
import type { SelectedField, SelectionContext } from './selected-fields.ts';

/** Values of the @skip and @include variables that get a shaper of their own; a document with many of them starts afresh beyond it. */
const MAX_VARIANTS = 64;

interface Variant {
  context: SelectionContext;
  shaper: Shaper;
}

/** How an operation's gathered data becomes its response. */
export class ResponseShape {
  readonly #supergraph: Supergraph;
  readonly #definition: OperationDefinitionNode;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #rootType: GraphQLObjectType;
  readonly #conditions: readonly string[];
  readonly #defaults: Variables;
  readonly #variants = new Map<string, Variant>();
  /** Of the request that is being shaped: shaping is synchronous. */
  #variables: Variables = {};

  constructor(supergraph: Supergraph, definition: OperationDefinitionNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>) {
    this.#supergraph = supergraph;
    this.#definition = definition;
    this.#fragments = fragments;
    this.#rootType = supergraph.apiSchema.getRootType(definition.operation)!;
    this.#conditions = conditionVariables({ kind: Kind.DOCUMENT, definitions: [definition, ...fragments.values()] });
    this.#defaults = booleanDefaults(definition);
  }

  /** The response's `data`; appends what is wrong with it to `errors`. */
  shape(root: object, variables: Variables, errors: GraphQLFormattedError[]): object | null {
    const variant = this.#variant(variables);
    this.#variables = variables;
    try {
      return variant.shaper(root);
    } catch (error) {
      if (error !== IRREGULAR) throw error;
      return new ResponseCompletion(variant.context, { introspect: this.#introspect, errors }).complete(this.#rootType, root, [
        this.#definition.selectionSet,
      ]);
    }
  }

  #variant(variables: Variables): Variant {
    let key = '';
    for (const name of this.#conditions) key += (variables[name] ?? this.#defaults[name]) === true ? '1' : '0';
    let variant = this.#variants.get(key);
    if (variant === undefined) {
      if (this.#variants.size >= MAX_VARIANTS) this.#variants.clear();
      const context = {
        schema: this.#supergraph.apiSchema,
        fragments: this.#fragments,
        variables: { ...this.#defaults, ...this.#conditionValues(variables) },
      };
      variant = {
        context,
        shaper: compileShaper(context, this.#rootType, { selections: [this.#definition.selectionSet], introspect: this.#introspect }),
      };
      this.#variants.set(key, variant);
    }
    return variant;
  }

  #conditionValues(variables: Variables): Record<string, unknown> {
    return Object.fromEntries(this.#conditions.filter((name) => variables[name] !== undefined).map((name) => [name, variables[name]]));
  }

  readonly #introspect: Introspect = (field: SelectedField) =>
    introspectField(
      this.#supergraph.apiSchema,
      { definition: this.#definition, fragments: this.#fragments },
      { field, variables: this.#variables },
    );
}

function conditionVariables(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive(node) {
      if (node.name.value !== 'skip' && node.name.value !== 'include') return;
      const value = node.arguments?.[0]?.value;
      if (value?.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
}

function booleanDefaults(definition: OperationDefinitionNode): Variables {
  const defaults: Record<string, unknown> = {};
  for (const variable of definition.variableDefinitions ?? []) {
    if (variable.defaultValue?.kind === Kind.BOOLEAN) defaults[variable.variable.name.value] = variable.defaultValue.value;
  }
  return defaults;
}
