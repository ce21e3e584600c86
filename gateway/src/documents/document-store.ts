import { LRUCache } from 'lru-cache';
import { GraphQLError, NoSchemaIntrospectionCustomRule, Kind, parse, specifiedRules, validate, visit, type DocumentNode } from 'graphql';
import type { ErrorCode } from '@wissil/platform/errors';
import { gatewayError } from '../gateway-errors.ts';
import type { DocumentLimits } from '../limits/limits.ts';
import { measureDocument } from '../limits/measure-document.ts';
import { nestingOf } from '../limits/nesting.ts';
import type { Supergraph } from '../supergraph/supergraph.ts';
import { OperationRefused } from './operation-refused.ts';

export interface DocumentStoreOptions {
  limits: DocumentLimits;
  /** Whether documents that are not trusted may ask for the schema. */
  introspection: boolean;
  /** Of the documents kept parsed, and of their text. */
  maxDocuments: number;
  maxBytes: number;
}

/** A document whose brackets nest deeper is refused before it is parsed: selections and values within the other limits never do. */
const MAX_NESTING = 100;
const MAX_ERRORS = 10;

/** Parsed, measured and validated documents by their text, the recently used ones kept; for each supergraph its own. */
export class DocumentStore {
  readonly #options: DocumentStoreOptions;
  readonly #stores = new WeakMap<Supergraph, LRUCache<string, DocumentNode>>();

  constructor(options: DocumentStoreOptions) {
    this.#options = options;
  }

  /** Throws an OperationRefused. */
  get(supergraph: Supergraph, text: string, trusted: boolean): DocumentNode {
    const store = this.#storeOf(supergraph);
    const known = store.get(text);
    if (known !== undefined) return known;
    if (!trusted) this.#checkText(text);
    const document = this.#parse(text, trusted);
    this.#checkNames(document);
    if (!trusted) this.#checkSize(document);
    this.#validate(supergraph, document, trusted);
    store.set(text, document);
    return document;
  }

  #storeOf(supergraph: Supergraph): LRUCache<string, DocumentNode> {
    let store = this.#stores.get(supergraph);
    if (store === undefined) {
      store = new LRUCache({
        max: this.#options.maxDocuments,
        maxSize: this.#options.maxBytes,
        sizeCalculation: (_document, text) => text.length + 1,
      });
      this.#stores.set(supergraph, store);
    }
    return store;
  }

  #checkText(text: string): void {
    const { maxBytes, maxDepth } = this.#options.limits;
    if (Buffer.byteLength(text) > maxBytes) throw refused('DOCUMENT_TOO_LARGE', `The document is longer than ${String(maxBytes)} bytes.`);
    if (nestingOf(text) > MAX_NESTING)
      throw refused('DOCUMENT_TOO_DEEP', `The document nests its selections deeper than ${String(maxDepth)} levels.`);
  }

  #parse(text: string, trusted: boolean): DocumentNode {
    const { maxTokens } = this.#options.limits;
    try {
      return parse(text, trusted ? {} : { maxTokens });
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      if (error.message.includes('tokens. Parsing aborted'))
        throw refused('DOCUMENT_TOO_MANY_TOKENS', `The document holds more than ${String(maxTokens)} tokens.`);
      throw new OperationRefused([coded('GRAPHQL_PARSE_FAILED', error)]);
    }
  }

  /** As the name of a property, `__proto__` is none that data can be kept under. */
  #checkNames(document: DocumentNode): void {
    visit(document, {
      Name(node) {
        if (node.value === '__proto__') throw refused('GRAPHQL_VALIDATION_FAILED', 'The name "__proto__" cannot be used in a document.');
      },
    });
  }

  #checkSize(document: DocumentNode): void {
    const { limits } = this.#options;
    const size = measureDocument(document);
    if (size === undefined) return;
    if (size.depth > limits.maxDepth)
      throw refused(
        'DOCUMENT_TOO_DEEP',
        `The document nests its selections ${String(size.depth)} levels deep; ${String(limits.maxDepth)} are allowed.`,
      );
    if (size.rootFields > limits.maxRootFields) {
      throw refused(
        'DOCUMENT_TOO_MANY_ROOT_FIELDS',
        `The operation selects ${String(size.rootFields)} fields at its top level; ${String(limits.maxRootFields)} are allowed.`,
      );
    }
    if (size.aliases > limits.maxAliases)
      throw refused(
        'DOCUMENT_TOO_MANY_ALIASES',
        `The operation uses ${String(size.aliases)} aliases; ${String(limits.maxAliases)} are allowed.`,
      );
    if (size.fields > limits.maxFields)
      throw refused(
        'DOCUMENT_TOO_MANY_FIELDS',
        `The operation selects ${String(size.fields)} fields; ${String(limits.maxFields)} are allowed.`,
      );
  }

  #validate(supergraph: Supergraph, document: DocumentNode, trusted: boolean): void {
    for (const node of document.definitions) {
      if (node.kind !== Kind.OPERATION_DEFINITION && node.kind !== Kind.FRAGMENT_DEFINITION) {
        throw refused('GRAPHQL_VALIDATION_FAILED', 'A request holds operations and fragments, no type definitions.');
      }
    }
    const rules = trusted || this.#options.introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule];
    const errors = validate(supergraph.apiSchema, document, rules, { maxErrors: MAX_ERRORS });
    if (errors.length > 0) throw new OperationRefused(errors.map((error) => coded('GRAPHQL_VALIDATION_FAILED', error)));
  }
}

function refused(code: ErrorCode, message: string): OperationRefused {
  return new OperationRefused([gatewayError(code, message)]);
}

function coded(code: ErrorCode, error: GraphQLError): GraphQLError {
  return gatewayError(code, error.message, {
    nodes: error.nodes ?? null,
    source: error.source ?? null,
    positions: error.positions ?? null,
  });
}
