import { type FieldProblem, InvalidInputError } from '@wissil/platform/errors';
import { aliasTargets } from '../dtcg/alias.ts';
import { checkValue } from '../dtcg/value-check.ts';
import type { TokenGraph, TokenNode } from './token-graph.ts';

/** @throws InvalidInputError for a value that is not one of the token's type, or an alias that leads nowhere, to another type or back to the token */
export function checkNewValue(graph: TokenGraph, token: TokenNode, value: unknown): void {
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
