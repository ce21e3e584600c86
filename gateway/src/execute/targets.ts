import type { DataObject, ResponsePath } from './execution-state.ts';
import type { PlanPath } from './plan-path.ts';

/**
 * The objects at a path below the roots. `sharedAt` tells after which elements of the path several places may hold one object: there each
 * goes on once.
 */
export function collectTargets(roots: readonly DataObject[], path: PlanPath, sharedAt: (index: number) => boolean): DataObject[] {
  let current: unknown[] = roots as DataObject[];
  for (let index = 0; index < path.length; index++) {
    const element = path[index]!;
    const next = element === '@' ? itemsOf(current) : childrenOf(current, element);
    current = next.length > 1 && sharedAt(index) ? [...new Set(next)] : next;
  }
  return current.some(Array.isArray) ? (itemsOf(current) as DataObject[]) : (current as DataObject[]);
}

function itemsOf(values: readonly unknown[]): unknown[] {
  const items: unknown[] = [];
  for (const value of values) {
    if (!Array.isArray(value)) {
      items.push(value);
      continue;
    }
    for (const item of value as unknown[]) if (typeof item === 'object' && item !== null) items.push(item);
  }
  return items;
}

function childrenOf(values: readonly unknown[], name: string): unknown[] {
  const children: unknown[] = [];
  const inherited = name in Object.prototype;
  for (const value of values) {
    if (Array.isArray(value)) {
      children.push(...childrenOf(value, name));
    } else if (!inherited || Object.hasOwn(value as object, name)) {
      const child = (value as DataObject)[name];
      if (typeof child === 'object' && child !== null) children.push(child);
    }
  }
  return children;
}

/** Where in the response each of the objects stands; an object that is referred to from several places stands at all of them. */
export function locateTargets(root: DataObject, path: PlanPath, limit: number): Map<DataObject, ResponsePath[]> {
  const places = new Map<DataObject, ResponsePath[]>();
  let count = 0;
  const walk = (value: unknown, index: number, at: ResponsePath): void => {
    if (typeof value !== 'object' || value === null || count >= limit) return;
    if (Array.isArray(value)) {
      const next = path[index] === '@' ? index + 1 : index;
      value.forEach((item: unknown, position) => walk(item, next, [...at, position]));
      return;
    }
    const element = path[index];
    if (element !== undefined) {
      if (Object.hasOwn(value, element)) walk((value as DataObject)[element], index + 1, [...at, element]);
      return;
    }
    count += 1;
    const known = places.get(value as DataObject);
    if (known === undefined) places.set(value as DataObject, [at]);
    else known.push(at);
  };
  walk(root, 0, []);
  return places;
}
