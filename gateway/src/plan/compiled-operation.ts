import type { FieldNode, GraphQLError, GraphQLField, OperationDefinitionNode, OperationTypeNode } from 'graphql';
import type { ExecutableOperation } from '../execute/executable-operation.ts';
import type { Supergraph } from '../supergraph/supergraph.ts';
import type { OperationPermissions } from './operation-permissions.ts';

export type Variables = Readonly<Record<string, unknown>>;

/**
 * A valid operation, planned and compiled against one supergraph. Immutable and shared by all requests for it. It keeps its supergraph
 * alive: what was compiled before a recomposition finishes on the old one.
 */
export interface CompiledOperation {
  /** Unique for (supergraph, document, operation name): a part of every key under which work is shared. */
  readonly id: string;
  readonly kind: OperationTypeNode;
  /** Null for an anonymous operation. */
  readonly name: string | null;
  readonly definition: OperationDefinitionNode;
  readonly supergraph: Supergraph;
  /** What it needs of its caller, and with whom it may share work. */
  readonly permissions: OperationPermissions;
  /** Present exactly when `kind` is 'subscription'. */
  readonly subscription: CompiledSubscription | undefined;
  /** For the executor alone. */
  readonly executable: ExecutableOperation;
  /** The errors of variables that do not fit the operation's definitions; undefined when they fit. */
  checkVariables(variables: Variables): readonly GraphQLError[] | undefined;
  /** The variables that the operation declares, in a canonical order: equal text, equal answer for one caller. */
  variablesKey(variables: Variables): string;
}

/** The one root field of a subscription operation. */
export interface CompiledSubscription {
  readonly fieldName: string;
  /** Alias or name. */
  readonly responseName: string;
  readonly node: FieldNode;
  readonly field: GraphQLField<unknown, unknown>;
  /** The field's `@eventSource(subject:)`; undefined when it has none. */
  readonly subject: string | undefined;
  /** Values of the field's arguments, coerced. Throws a GraphQLError when a variable is missing. */
  argumentValues(variables: Variables): Record<string, unknown>;
}
