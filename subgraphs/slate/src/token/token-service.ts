import { isDeepStrictEqual } from 'node:util';
import { ConflictError, type FieldProblem, InvalidInputError, NotFoundError } from '@wissil/platform/errors';
import { recordEvent } from '@wissil/platform/events';
import type { Logger } from '@wissil/platform/logging';
import { z } from 'zod';
import type { Prisma, PrismaClient, ReleaseKind, TokenRelease } from '../../generated/prisma/client.ts';
import { AliasError } from '../dtcg/resolve-aliases.ts';
import { type ReleaseAuthor, type ReleaseDocument, recordRelease } from '../release/release-store.ts';
import { changesBetween, type TokenChange } from '../release/token-change.ts';
import { checkNewValue } from './new-value.ts';
import { TokenGraph, type TokenNode } from './token-graph.ts';
import type { TokenLibrary } from './token-library.ts';
import { readSnapshot } from './token-store.ts';

export interface UpdateToken {
  id: string;
  /** DTCG $value. */
  value: unknown;
  /** Undefined keeps what there is, null or an empty text removes it. */
  description?: string | null | undefined;
  /** The version that the caller saw; any where it is not given. */
  expectedVersion?: number | null | undefined;
  /** Why, for the release. */
  note?: string | null | undefined;
  /** Refuse what breaks something for who uses the tokens. */
  refuseBreaking?: boolean | null | undefined;
}

export interface RollBack {
  /** The release to go back to. */
  release: string;
  /** The set's version that the caller saw; any where it is not given. */
  expectedVersion?: number | null | undefined;
  note?: string | null | undefined;
}

/** What a new value would do. */
export interface UpdatePreview {
  /** Why it cannot be saved; there are no changes then. */
  problems: readonly FieldProblem[];
  changes: readonly TokenChange[];
}

/** The payload of `tokens.updated`. */
interface TokensUpdated {
  /** The release that the change made. */
  id: string;
  /** The set's slug. */
  set: string;
  /** The set's version with the change. */
  version: number;
  /** The same as `id`. */
  release: string;
  /** The edited tokens first, then those whose value follows them by alias; `from` and `to` are CSS values. */
  changed: { id: string; path: string; cssVariable: string; from: string; to: string }[];
}

const proseSchema = z
  .string()
  .trim()
  .max(500, 'At most 500 characters.')
  .regex(/^[^\p{Cc}]*$/u, 'Control characters are not allowed.')
  .transform((text) => text || null)
  .nullish();

/** What of a set becomes a release. */
interface Edit {
  tokens: readonly TokenNode[];
  kind: ReleaseKind;
  note: string | null;
  restoresId?: string;
  refuseBreaking?: boolean;
}

export class TokenService {
  readonly #db: PrismaClient;
  readonly #library: TokenLibrary;
  readonly #logger: Logger;

  constructor(parts: { db: PrismaClient; library: TokenLibrary; logger: Logger }) {
    this.#db = parts.db;
    this.#library = parts.library;
    this.#logger = parts.logger;
  }

  /**
   * Gives a token a new value (SLATE-3); the set has a new release then. Writers of one set take turns. A value that is the present one
   * changes nothing.
   * @throws NotFoundError, ConflictError when the token is not at `expectedVersion`, or the change breaks something and may not;
   * InvalidInputError for a value that is not one of the token's type, or an alias that leads nowhere, to another type or back to the token
   */
  async update(input: UpdateToken, author: ReleaseAuthor): Promise<TokenNode> {
    const note = parseProse('note', input.note) ?? null;
    const graph = await this.#changing(async (tx) => {
      const before = await this.#lockSetOf(tx, input.id);
      const token = tokenIn(before, input);
      const next = nextOf(before, token, input);
      if (next === undefined) return { before };
      return { before, edit: { tokens: [next], kind: 'EDIT', note, refuseBreaking: input.refuseBreaking === true } };
    }, author);
    return graph.token(input.id) as TokenNode;
  }

  /**
   * Gives every token of a set the value that it had at a release, by a new release. Tokens that came later stay as they are.
   * @throws NotFoundError, ConflictError when the set is not at `expectedVersion`, or is as the release says already
   */
  async rollBack(input: RollBack, author: ReleaseAuthor): Promise<TokenRelease> {
    const note = parseProse('note', input.note) ?? null;
    const graph = await this.#changing(async (tx) => {
      const release = await tx.tokenRelease.findUnique({ where: { id: input.release } });
      if (!release) throw unknownRelease(input.release);
      const before = await this.#lockSet(tx, release.setId);
      const { set } = before;
      if (input.expectedVersion != null && input.expectedVersion !== set.version) {
        throw new ConflictError(
          `${set.name} is at release ${set.version}, not ${input.expectedVersion}: somebody changed it. Read it again.`,
        );
      }
      const tokens = valuesOf(before, release.document as unknown as ReleaseDocument);
      if (tokens.length === 0) throw new ConflictError(`${set.name} has the values of release ${release.number} already.`);
      return { before, edit: { tokens, kind: 'ROLLBACK', note, restoresId: release.id } };
    }, author);
    return this.#db.tokenRelease.findUniqueOrThrow({ where: { setId_number: { setId: graph.set.id, number: graph.set.version } } });
  }

  /** What `update` would do, without doing it. @throws NotFoundError, ConflictError when the token is not at `expectedVersion` */
  async preview(input: UpdateToken): Promise<UpdatePreview> {
    const before = (await this.#library.sets()).find((graph) => graph.token(input.id));
    if (!before) throw unknownToken(input.id);
    try {
      const next = nextOf(before, tokenIn(before, input), input);
      return { problems: [], changes: next === undefined ? [] : changesOf(before, withTokens(before, [next]), [next]) };
    } catch (error) {
      if (error instanceof InvalidInputError) return { problems: error.fields, changes: [] };
      throw error;
    }
  }

  /** What `rollBack` would do now. @throws NotFoundError */
  async previewRollBack(releaseId: string): Promise<UpdatePreview> {
    const release = await this.#db.tokenRelease.findUnique({ where: { id: releaseId }, select: { setId: true, document: true } });
    const before = release && (await this.#library.sets()).find(({ set }) => set.id === release.setId);
    if (!before) throw unknownRelease(releaseId);
    const tokens = valuesOf(before, release.document as unknown as ReleaseDocument);
    return { problems: [], changes: changesOf(before, withTokens(before, tokens), tokens) };
  }

  /** Runs what decides on an edit, and makes it, in one transaction; then the set as it is. */
  async #changing(
    decide: (tx: Prisma.TransactionClient) => Promise<{ before: TokenGraph; edit?: Edit }>,
    author: ReleaseAuthor,
  ): Promise<TokenGraph> {
    const { graph, changed } = await this.#db.$transaction(async (tx) => {
      const { before, edit } = await decide(tx);
      return edit === undefined
        ? { graph: before, changed: false }
        : { graph: await this.#write(tx, { before, edit, author }), changed: true };
    });
    if (changed) await this.#invalidate();
    return graph;
  }

  /** The set of the token, with its row locked until the transaction ends. */
  async #lockSetOf(tx: Prisma.TransactionClient, tokenId: string): Promise<TokenGraph> {
    const token = await tx.token.findUnique({ where: { id: tokenId }, select: { setId: true } });
    if (!token) throw unknownToken(tokenId);
    return this.#lockSet(tx, token.setId);
  }

  async #lockSet(tx: Prisma.TransactionClient, setId: string): Promise<TokenGraph> {
    const [locked] = await tx.$queryRaw<{ version: number }[]>`SELECT version FROM token_sets WHERE id = ${setId} FOR UPDATE`;
    const remembered = locked && (await this.#library.remembered(setId, locked.version));
    if (remembered) return remembered;
    const snapshot = locked && (await readSnapshot(tx, setId));
    if (!snapshot) throw new NotFoundError('The set of this token does not exist any more.');
    return new TokenGraph(snapshot);
  }

  async #write(
    tx: Prisma.TransactionClient,
    { before, edit, author }: { before: TokenGraph; edit: Edit; author: ReleaseAuthor },
  ): Promise<TokenGraph> {
    const changes = changesOf(before, withTokens(before, edit.tokens), edit.tokens);
    if (edit.refuseBreaking) refuseBreaking(changes);
    const set = await tx.tokenSet.update({ where: { id: before.set.id }, data: { version: { increment: 1 } }, select: { version: true } });
    const written: TokenNode[] = [];
    for (const next of edit.tokens) {
      const row = await tx.token.update({
        where: { id: next.id },
        data: { value: next.value as Prisma.InputJsonValue, description: next.description, version: { increment: 1 } },
        select: { version: true, updatedAt: true },
      });
      written.push({ ...next, version: row.version, updatedAt: row.updatedAt.toISOString() });
    }
    const after = withTokens(before, written, set.version);
    const { kind, note, restoresId } = edit;
    const release = await recordRelease(tx, { graph: after, kind, author, note, changes, ...(restoresId && { restoresId }) });
    const changed = changes.map(({ tokenId: id, path, cssVariable, from, to }) => ({ id, path, cssVariable, from, to }));
    const payload: TokensUpdated = { id: release.id, set: after.set.slug, version: set.version, release: release.id, changed };
    await recordEvent(tx, { subject: 'tokens.updated', payload });
    return after;
  }

  /** The write stands whatever the cache says; the consumer of `tokens.updated` invalidates again. */
  async #invalidate(): Promise<void> {
    await this.#library.invalidate().catch((error: unknown) => {
      this.#logger.warn({ err: error }, 'the token cache could not be invalidated; its event will do it');
    });
  }
}

function parseProse(path: 'description' | 'note', text: string | null | undefined): string | null | undefined {
  const parsed = proseSchema.safeParse(text);
  if (!parsed.success) throw new InvalidInputError(parsed.error.issues.map(({ message }) => ({ path, message })));
  return parsed.data;
}

function unknownRelease(id: string): NotFoundError {
  return new NotFoundError(`There is no release with the id ${JSON.stringify(id.slice(0, 100))}.`);
}

function unknownToken(id: string): NotFoundError {
  return new NotFoundError(`There is no token with the id ${JSON.stringify(id.slice(0, 100))}.`);
}

/** The token as it would be; undefined where nothing would change. @throws InvalidInputError */
function nextOf(graph: TokenGraph, token: TokenNode, input: UpdateToken): TokenNode | undefined {
  const description = parseProse('description', input.description);
  checkNewValue(graph, token, input.value);
  const next = { ...token, value: input.value, description: description === undefined ? token.description : description };
  return isDeepStrictEqual([next.value, next.description], [token.value, token.description]) ? undefined : next;
}

/** The set with other values of some tokens; aliases are followed anew. */
function withTokens(graph: TokenGraph, tokens: readonly TokenNode[], version = graph.set.version): TokenGraph {
  const byId = new Map(tokens.map((token) => [token.id, token]));
  try {
    return new TokenGraph({
      set: { ...graph.set, version },
      groups: [...graph.groups],
      tokens: graph.tokens.map((token) => byId.get(token.id) ?? token),
    });
  } catch (error) {
    if (error instanceof AliasError) throw new ConflictError(`The values do not fit together any more: ${error.message}`);
    throw error;
  }
}

function changesOf(before: TokenGraph, after: TokenGraph, edited: readonly TokenNode[]): TokenChange[] {
  return changesBetween(before, after, new Set(edited.map(({ id }) => id)));
}

/** The tokens whose value or description is not as in the document. */
function valuesOf(graph: TokenGraph, document: ReleaseDocument): TokenNode[] {
  return graph.tokens.flatMap((token) => {
    const kept = document[token.id];
    if (kept === undefined || isDeepStrictEqual([kept.value, kept.description], [token.value, token.description])) return [];
    return [{ ...token, value: kept.value, description: kept.description }];
  });
}

function refuseBreaking(changes: readonly TokenChange[]): void {
  const reasons = [...new Set(changes.flatMap(({ breaks }) => breaks))];
  if (reasons.length > 0) throw new ConflictError(`This change breaks something: ${reasons.join(' ')}`);
}

function tokenIn(graph: TokenGraph, { id, expectedVersion }: UpdateToken): TokenNode {
  const token = graph.token(id) as TokenNode;
  if (expectedVersion != null && expectedVersion !== token.version) {
    throw new ConflictError(
      `${token.path} is at version ${token.version}, not ${expectedVersion}: somebody changed it. Read it again and repeat the change.`,
    );
  }
  return token;
}
