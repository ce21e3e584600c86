import { GraphQLError, visit, Kind, type DocumentNode } from 'graphql';
import type { PlanExecutor } from '../execute/plan-executor.ts';
import type { ErrorCode } from '@wissil/platform/errors';
import { gatewayError } from '../gateway-errors.ts';
import { checkVariablesSize } from '../limits/check-variables-size.ts';
import type { DocumentLimits } from '../limits/limits.ts';
import { operationCost } from '../limits/operation-cost.ts';
import type { Variables } from '../plan/compiled-operation.ts';
import type { SupergraphHolder } from '../supergraph/supergraph-holder.ts';
import type { Supergraph } from '../supergraph/supergraph.ts';
import type { DocumentStore } from './document-store.ts';
import { OperationRefused } from './operation-refused.ts';
import type { OperationParameters, OperationPreparer, PreparedOperation } from './prepared-operation.ts';
import type { TrustedDocuments } from './trusted-documents.ts';

export interface PreparerOptions {
  holder: SupergraphHolder;
  executor: PlanExecutor;
  documents: DocumentStore;
  trusted: TrustedDocuments;
  limits: DocumentLimits;
  /** False: only trusted documents run. */
  adHocDocuments: boolean;
}

const NO_VARIABLES: Variables = Object.freeze({});

export function createOperationPreparer(options: PreparerOptions): OperationPreparer {
  const costs = new DocumentCosts();
  return {
    prepare(parameters: OperationParameters): PreparedOperation {
      const supergraph = options.holder.current;
      const { text, trusted } = findDocument(parameters, options);
      const operationName = readOperationName(parameters.operationName);
      const variables = readVariables(parameters.variables);
      const document = options.documents.get(supergraph, text, trusted);
      if (!trusted) checkCost(costs.of(supergraph, document, variables), options.limits.maxCost);
      const compiled = refuseOnError(() => options.executor.compile(document, operationName, supergraph));
      const errors = compiled.checkVariables(variables);
      if (errors !== undefined) throw new OperationRefused(errors);
      return { document, compiled, variables, trusted };
    },
  };
}

function findDocument(
  { query, documentId, extensions }: OperationParameters,
  options: PreparerOptions,
): { text: string; trusted: boolean } {
  if (query !== undefined && query !== null && typeof query !== 'string')
    throw malformed('BAD_REQUEST', 'The parameter "query" must be a string.');
  if (extensions !== undefined && extensions !== null && !isPlainObject(extensions))
    throw malformed('BAD_REQUEST', 'The parameter "extensions" must be an object.');
  const id = documentId ?? persistedQueryHash(extensions);
  if (id !== undefined && typeof id !== 'string') throw malformed('BAD_REQUEST', 'The parameter "documentId" must be a string.');
  const known = id === undefined ? undefined : options.trusted.textOf(id);
  if (known !== undefined) return { text: known, trusted: true };
  if (typeof query === 'string' && query !== '') {
    if (options.trusted.includes(query)) return { text: query, trusted: true };
    if (!options.adHocDocuments)
      throw malformed('TRUSTED_DOCUMENTS_ONLY', 'This gateway runs trusted documents only. Send the "documentId" of one.');
    return { text: query, trusted: false };
  }
  if (id !== undefined)
    throw malformed(
      'TRUSTED_DOCUMENT_NOT_FOUND',
      `There is no trusted document "${id.slice(0, 80)}". Send the document itself as "query".`,
    );
  throw malformed('BAD_REQUEST', 'The request names no document: send it as "query", or the "documentId" of a trusted one.');
}

function persistedQueryHash(extensions: unknown): unknown {
  const persisted = isPlainObject(extensions) ? extensions['persistedQuery'] : undefined;
  return isPlainObject(persisted) ? persisted['sha256Hash'] : undefined;
}

function readOperationName(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string') throw malformed('BAD_REQUEST', 'The parameter "operationName" must be a string.');
  return value;
}

function readVariables(value: unknown): Variables {
  if (value === undefined || value === null) return NO_VARIABLES;
  if (!isPlainObject(value)) throw malformed('BAD_REQUEST', 'The parameter "variables" must be an object.');
  refuseOnError(() => checkVariablesSize(value));
  return value;
}

function checkCost(cost: number, maxCost: number): void {
  if (cost <= maxCost) return;
  const message = `The answer may hold ${String(cost)} fields; ${String(maxCost)} are allowed. Ask for smaller pages ("first") or fewer nested lists.`;
  throw new OperationRefused([gatewayError('DOCUMENT_TOO_COSTLY', message)]);
}

/** Costs of documents without variables in them are counted once. */
class DocumentCosts {
  readonly #constant = new WeakMap<DocumentNode, number | 'depends'>();

  of(supergraph: Supergraph, document: DocumentNode, variables: Variables): number {
    const known = this.#constant.get(document);
    if (typeof known === 'number') return known;
    const cost = operationCost(supergraph.apiSchema, document, variables);
    if (known === undefined) this.#constant.set(document, pagesByVariable(document) ? 'depends' : cost);
    return cost;
  }
}

function pagesByVariable(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    Argument(node) {
      if ((node.name.value === 'first' || node.name.value === 'last') && node.value.kind === Kind.VARIABLE) found = true;
    },
  });
  return found;
}

function refuseOnError<Result>(run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    if (error instanceof GraphQLError) throw new OperationRefused([error]);
    throw error;
  }
}

function malformed(code: ErrorCode, message: string): OperationRefused {
  return new OperationRefused([gatewayError(code, message)], { wellFormed: false });
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
