import { operationFromDocument } from '@apollo/federation-internals';
import type { PlanNode, QueryPlan } from '@apollo/query-planner';
import {
  GraphQLError,
  Kind,
  OperationTypeNode,
  getArgumentValues,
  getVariableValues,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
} from 'graphql';
import { EventProjection } from '../execute/event-projection.ts';
import type { ExecutableOperation } from '../execute/executable-operation.ts';
import { writtenBelow } from '../execute/isolate.ts';
import type { PlanContext } from '../execute/plan-context.ts';
import { flattenedPaths } from '../execute/plan-path.ts';
import { compileStep } from '../execute/plan-steps.ts';
import { gatewayError } from '../gateway-errors.ts';
import { ResponseShape } from '../response/response-shape.ts';
import type { Supergraph } from '../supergraph/supergraph.ts';
import { actionsOfOperation, actionsOfPlan } from './needed-actions.ts';
import { OperationPermissions } from './operation-permissions.ts';
import type { CompiledOperation, CompiledSubscription, Variables } from './compiled-operation.ts';

/** What compiling needs beyond the supergraph. */
export type PlanServices = Pick<PlanContext, 'clientOf' | 'internOperation'>;

/** A client that gets this many variables wrong learns about the first ones. */
const MAX_VARIABLE_ERRORS = 10;

let compiled = 0;

/** The document is valid for the supergraph's API. Throws a GraphQLError when no operation is meant, or none that can be planned. */
export function compileOperation(
  supergraph: Supergraph,
  source: { document: DocumentNode; operationName: string | null },
  services: PlanServices,
): CompiledOperation {
  const definition = selectOperation(source.document, source.operationName);
  const plan = buildPlan(supergraph, source.document, definition);
  const fragments = new Map(
    source.document.definitions
      .filter((node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION)
      .map((node) => [node.name.value, node]),
  );
  compiled += 1;
  return {
    id: `${supergraph.id.slice(0, 12)}-${String(compiled)}`,
    kind: definition.operation,
    name: definition.name?.value ?? null,
    definition,
    supergraph,
    permissions: new OperationPermissions({
      selected: actionsOfOperation(supergraph, definition, fragments),
      fetched: actionsOfPlan(supergraph, plan),
      sharable: definition.operation !== OperationTypeNode.MUTATION,
    }),
    executable: compileExecutable(supergraph, { plan, definition, fragments }, services),
    subscription:
      definition.operation === OperationTypeNode.SUBSCRIPTION ? compileSubscription(supergraph, definition, fragments) : undefined,
    checkVariables: (variables) => checkVariables(supergraph, definition, variables),
    variablesKey: (variables) => variablesKey(definition, variables),
  };
}

function selectOperation(document: DocumentNode, operationName: string | null): OperationDefinitionNode {
  const operations = document.definitions.filter((node): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION);
  if (operationName === null || operationName === '') {
    const [only, another] = operations;
    if (only === undefined) throw gatewayError('OPERATION_RESOLUTION_FAILURE', 'The document holds no operation.');
    if (another !== undefined)
      throw gatewayError('OPERATION_RESOLUTION_FAILURE', 'The document holds several operations: name the one to run in "operationName".');
    return only;
  }
  const named = operations.find((node) => node.name?.value === operationName);
  if (named === undefined) throw gatewayError('OPERATION_RESOLUTION_FAILURE', `The document holds no operation named "${operationName}".`);
  return named;
}

function buildPlan(supergraph: Supergraph, document: DocumentNode, definition: OperationDefinitionNode): QueryPlan {
  try {
    const name = definition.name?.value;
    const operation = operationFromDocument(supergraph.planningSchema, document, {
      validate: false,
      ...(name === undefined ? {} : { operationName: name }),
    });
    return supergraph.planner.buildQueryPlan(operation);
  } catch (error) {
    if (error instanceof GraphQLError)
      throw gatewayError('OPERATION_NOT_PLANNABLE', `The operation cannot be planned: ${error.message}`, { originalError: error });
    throw error;
  }
}

function compileExecutable(
  supergraph: Supergraph,
  operation: { plan: QueryPlan; definition: OperationDefinitionNode; fragments: ReadonlyMap<string, FragmentDefinitionNode> },
  services: PlanServices,
): ExecutableOperation {
  const { node } = operation.plan;
  const rest: PlanNode | undefined = node?.kind === 'Subscription' ? node.rest : node;
  const paths = rest === undefined ? [] : flattenedPaths(rest);
  const context: PlanContext = {
    ...services,
    schema: supergraph.fullSchema,
    defaults: booleanDefaults(operation.definition),
    writtenBelow: (path) => writtenBelow(path, paths),
  };
  return {
    run: rest === undefined ? undefined : compileStep(rest, [], context),
    shape: new ResponseShape(supergraph, operation.definition, operation.fragments),
    event:
      node?.kind === 'Subscription'
        ? { primary: node.primary, projection: new EventProjection(supergraph, node.primary, context) }
        : undefined,
  };
}

function compileSubscription(
  supergraph: Supergraph,
  definition: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): CompiledSubscription {
  const node = rootField(definition, fragments);
  const field = node === undefined ? undefined : supergraph.apiSchema.getSubscriptionType()?.getFields()[node.name.value];
  if (node === undefined || field === undefined)
    throw gatewayError('GRAPHQL_VALIDATION_FAILED', 'A subscription selects exactly one field.');
  return {
    fieldName: node.name.value,
    responseName: node.alias?.value ?? node.name.value,
    node,
    field,
    subject: supergraph.eventSources.get(node.name.value),
    argumentValues: (variables) => {
      const { coerced, errors } = getVariableValues(supergraph.apiSchema, definition.variableDefinitions ?? [], variables, {
        maxErrors: MAX_VARIABLE_ERRORS,
      });
      if (errors?.[0] !== undefined) throw errors[0];
      return getArgumentValues(field, node, coerced);
    },
  };
}

function rootField(definition: OperationDefinitionNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>): FieldNode | undefined {
  let [selection] = definition.selectionSet.selections;
  // Validation has refused fragment cycles.
  while (selection !== undefined && selection.kind !== Kind.FIELD) {
    const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
    selection = fragment?.selectionSet.selections[0];
  }
  return selection;
}

function checkVariables(
  supergraph: Supergraph,
  definition: OperationDefinitionNode,
  variables: Variables,
): readonly GraphQLError[] | undefined {
  const definitions = definition.variableDefinitions;
  if (definitions === undefined || definitions.length === 0) return undefined;
  const { errors } = getVariableValues(supergraph.apiSchema, definitions, variables, { maxErrors: MAX_VARIABLE_ERRORS });
  return errors?.map((error) => gatewayError('BAD_USER_INPUT', error.message, { nodes: error.nodes ?? null }));
}

function variablesKey(definition: OperationDefinitionNode, variables: Variables): string {
  const definitions = definition.variableDefinitions;
  if (definitions === undefined || definitions.length === 0) return '';
  return JSON.stringify(definitions.map(({ variable }) => variables[variable.name.value]));
}

function booleanDefaults(definition: OperationDefinitionNode): Variables {
  const defaults: Record<string, unknown> = {};
  for (const { variable, defaultValue } of definition.variableDefinitions ?? []) {
    if (defaultValue?.kind === Kind.BOOLEAN) defaults[variable.name.value] = defaultValue.value;
  }
  return defaults;
}
