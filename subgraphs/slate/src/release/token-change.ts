import { aliasTarget } from '../dtcg/alias.ts';
import type { TokenGraph, TokenNode } from '../token/token-graph.ts';
import { contrast } from './contrast.ts';
import { contrastPairs } from './contrast-pairs.ts';

/** What becomes of one token. Kept with its release, so that it can be read long after the token has moved on. */
export interface TokenChange {
  tokenId: string;
  path: string;
  cssVariable: string;
  /** False for a token that follows another one by alias. */
  edited: boolean;
  /** As CSS writes the resolved values. */
  from: string;
  to: string;
  /** DTCG $values as authored. */
  fromValue: unknown;
  toValue: unknown;
  /** Why somebody who uses the token has to look; empty for a change that only looks different. */
  breaks: string[];
}

/** The edited tokens first, then those that follow them by alias. */
export function changesBetween(before: TokenGraph, after: TokenGraph, edited: ReadonlySet<string>): TokenChange[] {
  const lost = lostContrasts(before, after);
  const changes = after.tokens.flatMap((token): TokenChange[] => {
    const old = before.token(token.id);
    if (old === undefined || (old.cssValue === token.cssValue && !edited.has(token.id))) return [];
    return [
      {
        tokenId: token.id,
        path: token.path,
        cssVariable: token.cssVariable,
        edited: edited.has(token.id),
        from: old.cssValue,
        to: token.cssValue,
        fromValue: old.value,
        toValue: token.value,
        breaks: [...unitChanges(old, token), ...(lost.get(token.path) ?? [])],
      },
    ];
  });
  return changes.sort((one, other) => Number(other.edited) - Number(one.edited));
}

/** A number that means something else: whoever reads the token in TypeScript or JSON has counted on the unit. */
function unitChanges(old: TokenNode, token: TokenNode): string[] {
  if (token.type !== 'DIMENSION' && token.type !== 'DURATION') return [];
  if (aliasTarget(token.value) !== undefined && aliasTarget(old.value) === aliasTarget(token.value)) return [];
  const [from, to] = [unitOf(old.resolvedValue), unitOf(token.resolvedValue)];
  return from === to ? [] : [`Its unit changes from ${from} to ${to}.`];
}

function unitOf(value: unknown): string {
  return String((value as { unit?: unknown } | null)?.unit);
}

/** By path of the token in front and of the one behind: pairs that could be read before, and cannot be any more. */
function lostContrasts(before: TokenGraph, after: TokenGraph): Map<string, string[]> {
  const lost = new Map<string, string[]>();
  for (const { front, behind, least } of contrastPairs(after)) {
    const [old, now] = [ratio(before, front, behind), ratio(after, front, behind)];
    if (old === undefined || now === undefined || old < least || now >= least) continue;
    const sentence = `${front} on ${behind} falls from ${shown(old)} to ${shown(now)}, below ${least}:1.`;
    for (const path of new Set([front, behind])) lost.set(path, [...(lost.get(path) ?? []), sentence]);
  }
  return lost;
}

function ratio(graph: TokenGraph, front: string, behind: string): number | undefined {
  const [one, other] = [graph.tokenAt(front), graph.tokenAt(behind)];
  if (one?.type !== 'COLOR' || other?.type !== 'COLOR') return undefined;
  return contrast(one.cssValue, other.cssValue);
}

/** Rounded down: 4.49 is not 4.5. */
function shown(value: number): string {
  return `${(Math.floor(value * 10) / 10).toFixed(1)}:1`;
}
