import {
  executeSync,
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  visit,
} from 'graphql';
import type { Variables } from '../plan/compiled-operation.ts';
import type { SelectedField } from './selected-fields.ts';

/** Answers `__schema` and `__type` out of the API schema, each as an operation of its own. */
export function introspectField(
  schema: GraphQLSchema,
  source: { definition: OperationDefinitionNode; fragments: ReadonlyMap<string, FragmentDefinitionNode> },
  request: { field: SelectedField; variables: Variables },
): unknown {
  const selection: OperationDefinitionNode = {
    kind: Kind.OPERATION_DEFINITION,
    operation: 'query' as OperationDefinitionNode['operation'],
    selectionSet: { kind: Kind.SELECTION_SET, selections: request.field.nodes },
  };
  const fragments = [...source.fragments.values()];
  const used = usedVariables({ kind: Kind.DOCUMENT, definitions: [selection, ...fragments] });
  const definition = {
    ...selection,
    variableDefinitions: (source.definition.variableDefinitions ?? []).filter((variable) => used.has(variable.variable.name.value)),
  };
  const result = executeSync({
    schema,
    document: { kind: Kind.DOCUMENT, definitions: [definition, ...fragments] },
    variableValues: request.variables,
  });
  return result.data?.[request.field.responseName] ?? null;
}

function usedVariables(document: DocumentNode): Set<string> {
  const used = new Set<string>();
  visit(document, {
    Variable(node) {
      used.add(node.name.value);
    },
  });
  return used;
}
