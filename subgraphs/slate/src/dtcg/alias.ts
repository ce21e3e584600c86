/** DTCG: a reference to another token's value, `{group.token}`. */
const ALIAS = /^\{([^{}]+)\}$/;

/** The path that a value refers to; undefined where it is a literal. */
export function aliasTarget(value: unknown): string | undefined {
  return typeof value === 'string' ? ALIAS.exec(value)?.[1] : undefined;
}

/** The paths that a value refers to, itself or in one of its parts, each once. */
export function aliasTargets(value: unknown): string[] {
  const targets = new Set<string>();
  const pending: unknown[] = [value];
  while (pending.length > 0) {
    const part = pending.pop();
    const target = aliasTarget(part);
    if (target !== undefined) targets.add(target);
    else if (typeof part === 'object' && part !== null) pending.push(...Object.values(part));
  }
  return [...targets];
}

/** The value with each alias in it replaced by what `resolve` gives for its path. */
export function replaceAliases(value: unknown, resolve: (path: string) => unknown): unknown {
  const target = aliasTarget(value);
  if (target !== undefined) return resolve(target);
  if (Array.isArray(value)) return value.map((part) => replaceAliases(part, resolve));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, replaceAliases(part, resolve)]));
}
