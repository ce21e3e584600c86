import { createHash } from 'node:crypto';
import { Supergraph as FederatedSupergraph } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import { GraphQLError, Kind, parse, type ConstDirectiveNode, type DocumentNode, type SelectionSetNode } from 'graphql';
import { readPermissions } from './read-permissions.ts';
import type { SubgraphAddress, Supergraph } from './supergraph.ts';

/** Bounds the planner's search: more candidates than these do not make better plans of our graph, they only take longer. */
const MAX_EVALUATED_PLANS = 1_000;

/** Takes some 250 ms of CPU for six subgraphs. Throws when the SDL is not a supergraph. */
export function loadSupergraph(sdl: string): Supergraph {
  const document = parse(sdl, { noLocation: true });
  const federated = FederatedSupergraph.build(document);
  const planningSchema = federated.apiSchema();
  const subgraphs = new Map<string, SubgraphAddress>(federated.subgraphsMetadata().map((subgraph) => [subgraph.name, { ...subgraph }]));
  const keys = readEntityKeys(document);
  return {
    id: createHash('sha256').update(sdl).digest('hex'),
    sdl,
    apiSchema: planningSchema.toGraphQLJSSchema(),
    fullSchema: federated.schema.toGraphQLJSSchema(),
    planningSchema,
    planner: new QueryPlanner(federated, { debug: { maxEvaluatedPlans: MAX_EVALUATED_PLANS } }),
    subgraphs,
    eventSources: readEventSources(document),
    permissions: readPermissions(document),
    entityKeys: (typeName, subgraph) => keys.get(`${subgraph}/${typeName}`) ?? [],
  };
}

function readEventSources(document: DocumentNode): Map<string, string> {
  const rootName = subscriptionTypeName(document);
  const sources = new Map<string, string>();
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION || definition.name.value !== rootName) continue;
    for (const field of definition.fields ?? []) {
      const subject = stringArgument(find(field.directives, 'eventSource'), 'subject');
      if (subject !== undefined) sources.set(field.name.value, subject);
    }
  }
  return sources;
}

function subscriptionTypeName(document: DocumentNode): string {
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.SCHEMA_DEFINITION) continue;
    const root = definition.operationTypes.find((type) => type.operation === 'subscription');
    if (root !== undefined) return root.type.name.value;
  }
  return 'Subscription';
}

/** `@join__type(graph:, key:)` by `subgraph/Type`; keys that the subgraph cannot resolve are left out. */
function readEntityKeys(document: DocumentNode): Map<string, SelectionSetNode[]> {
  const names = readGraphNames(document);
  const keys = new Map<string, SelectionSetNode[]>();
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    for (const directive of definition.directives ?? []) {
      if (directive.name.value !== 'join__type') continue;
      const key = stringArgument(directive, 'key');
      const graph = directive.arguments?.find((argument) => argument.name.value === 'graph')?.value;
      const resolvable = directive.arguments?.find((argument) => argument.name.value === 'resolvable')?.value;
      if (key === undefined || graph?.kind !== Kind.ENUM) continue;
      if (resolvable?.kind === Kind.BOOLEAN && !resolvable.value) continue;
      const address = `${names.get(graph.value) ?? graph.value}/${definition.name.value}`;
      const selection = parseSelection(key);
      const known = keys.get(address);
      if (known === undefined) keys.set(address, [selection]);
      else known.push(selection);
    }
  }
  return keys;
}

function readGraphNames(document: DocumentNode): Map<string, string> {
  const names = new Map<string, string>();
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.ENUM_TYPE_DEFINITION || definition.name.value !== 'join__Graph') continue;
    for (const value of definition.values ?? []) {
      const name = stringArgument(find(value.directives, 'join__graph'), 'name');
      if (name !== undefined) names.set(value.name.value, name);
    }
  }
  return names;
}

function parseSelection(fieldSet: string): SelectionSetNode {
  const definition = parse(`{${fieldSet}}`, { noLocation: true }).definitions[0];
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new GraphQLError(`The key "${fieldSet}" is not a selection of fields.`);
  return definition.selectionSet;
}

function find(directives: readonly ConstDirectiveNode[] | undefined, name: string): ConstDirectiveNode | undefined {
  return directives?.find((directive) => directive.name.value === name);
}

function stringArgument(directive: ConstDirectiveNode | undefined, name: string): string | undefined {
  const value = directive?.arguments?.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.STRING ? value.value : undefined;
}
