import { createHash } from 'node:crypto';
import { print, type DocumentNode } from 'graphql';
import type { CompiledOperation, Variables } from '../plan/compiled-operation.ts';

const digests = new WeakMap<DocumentNode, string>();

/**
 * Equal only where subscribers may get the same bytes: same document but for white space, same operation, same variables, same share key
 * (the caller's scope or person, and the forwarded headers). Unlike the compiled operation's id it outlives a recomposition.
 */
export function groupKey(compiled: CompiledOperation, source: { document: DocumentNode; variables: Variables }, shareKey: string): string {
  const { document, variables } = source;
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
