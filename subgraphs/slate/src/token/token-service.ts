import { isDeepStrictEqual } from 'node:util';
import { ConflictError, type FieldProblem, InvalidInputError, NotFoundError } from '@wissil/platform/errors';
import { recordEvent } from '@wissil/platform/events';
import type { Logger } from '@wissil/platform/logging';
import { z } from 'zod';
import type { Prisma, PrismaClient } from '../../generated/prisma/client.ts';
import { aliasTargets } from '../dtcg/alias.ts';
import { checkValue } from '../dtcg/value-check.ts';
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
}

/** The payload of `tokens.updated`. */
interface TokensUpdated {
  /** The set's slug. */
  set: string;
  /** The set's version with the change. */
  version: number;
  /** The edited token first, then those whose value follows it by alias; `from` and `to` are CSS values. */
  changed: { id: string; path: string; cssVariable: string; from: string; to: string }[];
}

const descriptionSchema = z
  .string()
  .trim()
  .max(500, 'At most 500 characters.')
  .regex(/^[^\p{Cc}]*$/u, 'Control characters are not allowed.')
  .transform((text) => text || null)
  .nullish();

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
   * Gives a token a new value (SLATE-3). Writers of one set take turns. A value that is the present one changes nothing.
   * @throws NotFoundError, ConflictError when the token is not at `expectedVersion`, InvalidInputError for a value that is not one of the
   * token's type, or an alias that leads nowhere, to another type or back to the token
   */
  async update(input: UpdateToken): Promise<TokenNode> {
    const description = parseDescription(input.description);
    const { graph, changed } = await this.#db.$transaction(async (tx) => {
      const before = await this.#lockSetOf(tx, input.id);
      const token = tokenIn(before, input);
      checkNewValue(before, token, input.value);
      const next = { ...token, value: input.value, description: description === undefined ? token.description : description };
      if (isDeepStrictEqual([next.value, next.description], [token.value, token.description])) return { graph: before, changed: false };
      return { graph: await this.#write(tx, before, next), changed: true };
    });
    if (changed) await this.#invalidate();
    return graph.token(input.id) as TokenNode;
  }

  /** The set of the token, with its row locked until the transaction ends. */
  async #lockSetOf(tx: Prisma.TransactionClient, tokenId: string): Promise<TokenGraph> {
    const [locked] = await tx.$queryRaw<{ id: string; version: number }[]>`
      SELECT id, version FROM token_sets WHERE id = (SELECT set_id FROM tokens WHERE id = ${tokenId}) FOR UPDATE`;
    if (!locked) throw new NotFoundError(`There is no token with the id ${JSON.stringify(tokenId.slice(0, 100))}.`);
    const remembered = await this.#library.remembered(locked.id, locked.version);
    if (remembered) return remembered;
    const snapshot = await readSnapshot(tx, locked.id);
    if (!snapshot) throw new NotFoundError('The set of this token does not exist any more.');
    return new TokenGraph(snapshot);
  }

  async #write(tx: Prisma.TransactionClient, before: TokenGraph, next: TokenNode): Promise<TokenGraph> {
    const row = await tx.token.update({
      where: { id: next.id },
      data: { value: next.value as Prisma.InputJsonValue, description: next.description, version: { increment: 1 } },
      select: { version: true, updatedAt: true },
    });
    const set = await tx.tokenSet.update({ where: { id: before.set.id }, data: { version: { increment: 1 } }, select: { version: true } });
    const after = new TokenGraph({
      set: { ...before.set, version: set.version },
      groups: [...before.groups],
      tokens: before.tokens.map((token) =>
        token.id === next.id ? { ...next, version: row.version, updatedAt: row.updatedAt.toISOString() } : token,
      ),
    });
    const payload: TokensUpdated = { set: after.set.slug, version: set.version, changed: changesBetween(before, after, next.id) };
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

function parseDescription(description: UpdateToken['description']): string | null | undefined {
  const parsed = descriptionSchema.safeParse(description);
  if (!parsed.success) throw new InvalidInputError(parsed.error.issues.map(({ message }) => ({ path: 'description', message })));
  return parsed.data;
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

function checkNewValue(graph: TokenGraph, token: TokenNode, value: unknown): void {
  const problems: FieldProblem[] = checkValue(token.type, value, (path) => graph.tokenAt(path)?.type);
  const circle = problems.length === 0 ? circleThrough(graph, token.path, value) : undefined;
  if (circle) problems.push({ path: 'value', message: `The alias would lead back to the token itself: ${circle.join(' → ')}.` });
  if (problems.length > 0) throw new InvalidInputError(problems);
}

/** The way from `path`, were it to have `value`, along aliases back to itself; undefined where there is none. */
function circleThrough(graph: TokenGraph, path: string, value: unknown): string[] | undefined {
  const cameFrom = new Map<string, string>();
  const pending = aliasTargets(value).map((target) => ({ target, from: path }));
  for (let step = pending.pop(); step; step = pending.pop()) {
    const { target, from } = step;
    if (cameFrom.has(target)) continue;
    cameFrom.set(target, from);
    if (target === path) return trail(cameFrom, path);
    for (const further of aliasTargets(graph.tokenAt(target)?.value)) pending.push({ target: further, from: target });
  }
  return undefined;
}

function trail(cameFrom: ReadonlyMap<string, string>, path: string): string[] {
  const way = [path];
  for (let at = cameFrom.get(path) as string; at !== path; at = cameFrom.get(at) as string) way.unshift(at);
  return [path, ...way];
}

function changesBetween(before: TokenGraph, after: TokenGraph, editedId: string): TokensUpdated['changed'] {
  const changes = after.tokens.flatMap(({ id, path, cssVariable, cssValue: to }) => {
    const from = before.token(id)?.cssValue ?? to;
    return from === to && id !== editedId ? [] : [{ id, path, cssVariable, from, to }];
  });
  return changes.sort((one, other) => Number(other.id === editedId) - Number(one.id === editedId));
}
