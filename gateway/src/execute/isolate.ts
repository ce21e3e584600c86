import type { DataObject } from './execution-state.ts';
import type { PlanPath } from './plan-path.ts';

/** The places below an answer that later steps write into; '@' stands for the items of a list. */
export interface WrittenPlaces {
  readonly children: ReadonlyMap<string, WrittenPlaces>;
}

/** Of all the paths that a plan's steps work on, those that lie below `base`; undefined when there are none. */
export function writtenBelow(base: PlanPath, paths: readonly PlanPath[]): WrittenPlaces | undefined {
  const root = new Map<string, WrittenPlaces>();
  for (const path of paths) {
    if (path.length <= base.length || !base.every((element, index) => path[index] === element)) continue;
    let children = root;
    for (const element of path.slice(base.length)) {
      let next = children.get(element);
      if (next === undefined) children.set(element, (next = { children: new Map() }));
      children = next.children as Map<string, WrittenPlaces>;
    }
  }
  return root.size === 0 ? undefined : { children: root };
}

/** A copy as deep as will be written to; everything else stays shared. */
export function isolate<Value>(value: Value, places: WrittenPlaces): Value {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = places.children.get('@');
    // A path names a list's items with '@'; lists that stand directly where an object was expected are gone through likewise.
    return value.map((item: unknown) => isolate(item, items ?? places)) as Value;
  }
  const copy = { ...value } as DataObject;
  for (const [name, below] of places.children) {
    const child = copy[name];
    if (typeof child === 'object' && child !== null) copy[name] = isolate(child, below);
  }
  return copy as Value;
}
