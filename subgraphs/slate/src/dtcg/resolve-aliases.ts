import { aliasTargets, replaceAliases } from './alias.ts';

interface Authored {
  path: string;
  value: unknown;
}

/** Tokens that cannot be resolved. */
export class AliasError extends Error {
  /** The paths involved; of a cycle each once, in the order of the references. */
  readonly paths: readonly string[];

  constructor(message: string, paths: readonly string[]) {
    super(message);
    this.name = 'AliasError';
    this.paths = paths;
  }
}

/**
 * Each token's value with every alias followed, by path. Takes time in proportion to the number of tokens and references.
 * @throws AliasError for an alias that leads nowhere or back to its own token
 */
export function resolveAliases(tokens: readonly Authored[]): Map<string, unknown> {
  const values = new Map(tokens.map(({ path, value }) => [path, value]));
  const waitingFor = new Map<string, number>();
  const dependants = new Map<string, string[]>();
  for (const [path, value] of values) {
    const targets = aliasTargets(value);
    waitingFor.set(path, targets.length);
    for (const target of targets) {
      if (!values.has(target)) throw new AliasError(`${path} refers to {${target}}, which does not exist.`, [path, target]);
      const others = dependants.get(target);
      if (others) others.push(path);
      else dependants.set(target, [path]);
    }
  }

  const resolved = new Map<string, unknown>();
  const ready = [...values.keys()].filter((path) => waitingFor.get(path) === 0);
  for (let path = ready.pop(); path !== undefined; path = ready.pop()) {
    resolved.set(
      path,
      replaceAliases(values.get(path), (target) => resolved.get(target)),
    );
    for (const dependant of dependants.get(path) ?? []) {
      const left = (waitingFor.get(dependant) ?? 0) - 1;
      waitingFor.set(dependant, left);
      if (left === 0) ready.push(dependant);
    }
  }
  if (resolved.size < values.size) throw cycleError(values, resolved);
  return resolved;
}

/** What is left unresolved leads, alias by alias, into a cycle. */
function cycleError(values: ReadonlyMap<string, unknown>, resolved: ReadonlyMap<string, unknown>): AliasError {
  const trail: string[] = [];
  const seen = new Map<string, number>();
  let path = [...values.keys()].find((candidate) => !resolved.has(candidate)) as string;
  while (!seen.has(path)) {
    seen.set(path, trail.length);
    trail.push(path);
    path = aliasTargets(values.get(path)).find((target) => !resolved.has(target)) as string;
  }
  const cycle = trail.slice(seen.get(path));
  return new AliasError(`These tokens refer to one another in a circle: ${[...cycle, path].join(' → ')}.`, cycle);
}
