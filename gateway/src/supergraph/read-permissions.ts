import { Kind, type ConstDirectiveNode, type DocumentNode } from 'graphql';

/** The actions that `@permission(action:)` of the supergraph names. */
export interface DeclaredPermissions {
  /** What everybody needs who reads an object of the type. A page of a type, and an edge of a page, need what the type needs. */
  ofType(typeName: string): string | undefined;
  /** What the field needs by itself. */
  ofField(typeName: string, fieldName: string): string | undefined;
}

export function readPermissions(document: DocumentNode): DeclaredPermissions {
  const actions = new Map<string, string>();
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    const typeName = definition.name.value;
    set(actions, typeName, definition.directives);
    for (const field of definition.fields ?? []) set(actions, `${typeName}.${field.name.value}`, field.directives);
  }
  return {
    ofType: (typeName) => actions.get(typeName) ?? actions.get(typeName.replace(/(Connection|Edge)$/, '')),
    ofField: (typeName, fieldName) => actions.get(`${typeName}.${fieldName}`),
  };
}

function set(actions: Map<string, string>, coordinate: string, directives: readonly ConstDirectiveNode[] | undefined): void {
  const directive = directives?.find((each) => each.name.value === 'permission');
  const action = directive?.arguments?.find((argument) => argument.name.value === 'action')?.value;
  if (action?.kind === Kind.STRING) actions.set(coordinate, action.value);
}
