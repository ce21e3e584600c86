import { Kind, type DocumentNode } from 'graphql';
import { makeOperation, type Exchange, type Operation } from 'urql';
import { filter, map, merge, pipe } from 'wonka';

/** The sha256 under which `schema/trusted-documents.json` holds the document. Throws for a document that codegen did not write. */
export function documentId(document: object): string {
  const meta: unknown = '__meta__' in document ? document.__meta__ : undefined;
  if (typeof meta === 'object' && meta !== null && 'documentId' in meta) return String(meta.documentId);
  throw new Error('This document was not generated: put it into a .graphql file and run `npm run generate`.');
}

/** What urql sends as `{ documentId, variables }`: no text. A trusted document holds one operation, so its name is not needed either. */
const asReference = (document: object): DocumentNode & { documentId: string } => ({
  kind: Kind.DOCUMENT,
  definitions: [],
  documentId: documentId(document),
});

const isFetched = (operation: Operation): boolean => operation.kind === 'query' || operation.kind === 'mutation';

/** Sends queries and mutations by their hash. Sits between the cache, which reads the documents, and the transport. */
export const trustedDocumentsExchange: Exchange =
  ({ forward }) =>
  (operations) => {
    const originals = new Map<number, Operation>();
    const references = pipe(
      operations,
      filter(isFetched),
      map((operation) => {
        originals.set(operation.key, operation);
        return makeOperation(operation.kind, { ...operation, query: asReference(operation.query) }, operation.context);
      }),
    );
    const others = pipe(
      operations,
      filter((operation) => !isFetched(operation)),
    );
    return pipe(
      forward(merge([references, others])),
      map((result) => {
        const operation = originals.get(result.operation.key);
        originals.delete(result.operation.key);
        return operation === undefined ? result : { ...result, operation };
      }),
    );
  };
