import type { DataObject } from './execution-state.ts';

/**
 * Puts what a subgraph answered into a target. Only the target itself is written to: where both hold an object or a list under one
 * name, a merged copy takes its place, so that answers shared between requests stay as they came.
 */
export function mergeInto(target: DataObject, source: DataObject): void {
  for (const name in source) {
    const value = source[name];
    if (value === undefined || name === '__proto__') continue;
    const present = target[name];
    target[name] =
      typeof present === 'object' && present !== null && typeof value === 'object' && value !== null ? combine(present, value) : value;
  }
}

function combine(present: object, value: object): object {
  if (present === value) return value;
  if (Array.isArray(value)) {
    if (!Array.isArray(present) || present.length !== value.length) return value;
    return value.map((item: unknown, index): unknown => {
      const before: unknown = present[index];
      return typeof before === 'object' && before !== null && typeof item === 'object' && item !== null ? combine(before, item) : item;
    });
  }
  if (Array.isArray(present)) return value;
  const merged = { ...(present as DataObject) };
  mergeInto(merged, value as DataObject);
  return merged;
}
