import { createHash } from 'node:crypto';
import { print, type DocumentNode } from 'graphql';
import type { PreparedOperation } from '../documents/prepared-operation.ts';

const digests = new WeakMap<DocumentNode, string>();

/**
 * Equal only where subscribers may get the same bytes: same document but for white space, same operation, same variables, same share key
 * (the caller's scope and the forwarded headers). Unlike the compiled operation's id it outlives a recomposition.
 */
export function groupKey(operation: PreparedOperation, shareKey: string): string {
  const { compiled, document, variables } = operation;
  return JSON.stringify([documentDigest(document), compiled.name, compiled.variablesKey(variables), shareKey]);
}

function documentDigest(document: DocumentNode): string {
  let digest = digests.get(document);
  if (digest === undefined) {
    digest = createHash('sha256').update(print(document)).digest('base64');
    digests.set(document, digest);
  }
  return digest;
}
