import type { Caller } from '@wissil/platform/auth';
import { newId } from '@wissil/platform/graphql';
import type { Prisma, ReleaseKind, TokenRelease } from '../../generated/prisma/client.ts';
import type { TokenGraph } from '../token/token-graph.ts';
import type { TokenChange } from './token-change.ts';

/** Every value of a set at one release, by token id. */
export type ReleaseDocument = Record<string, { value: unknown; description: string | null }>;

export interface ReleaseAuthor {
  id: string | null;
  name: string;
}

export const WISSIL_ITSELF: ReleaseAuthor = { id: null, name: 'WISSIL' };

/** Tools and agents are named with the person on whose behalf they work. */
export function authorOf({ subject, name, credentialName }: Caller): ReleaseAuthor {
  return { id: subject, name: credentialName === undefined ? name : `${credentialName}, for ${name}` };
}

export interface NewRelease {
  graph: TokenGraph;
  kind: ReleaseKind;
  author: ReleaseAuthor;
  note: string | null;
  restoresId?: string;
  changes: readonly TokenChange[];
}

/** Part of the transaction that makes the version that it describes. */
export function recordRelease(tx: Prisma.TransactionClient, release: NewRelease): Promise<TokenRelease> {
  const { graph, kind, author, note, restoresId, changes } = release;
  return tx.tokenRelease.create({
    data: {
      id: newId('TokenRelease'),
      setId: graph.set.id,
      number: graph.set.version,
      kind,
      authorId: author.id,
      authorName: author.name,
      note,
      restoresId: restoresId ?? null,
      breaking: changes.some(({ breaks }) => breaks.length > 0),
      changes: changes as unknown as Prisma.InputJsonValue,
      document: documentOf(graph) as Prisma.InputJsonValue,
    },
  });
}

function documentOf(graph: TokenGraph): ReleaseDocument {
  return Object.fromEntries(graph.tokens.map(({ id, value, description }) => [id, { value, description }]));
}
