import type { PlanNode } from '@apollo/query-planner';

/** Static: response names, and '@' for every item of a list. */
export type PlanPath = readonly string[];

/** A plan path as a key. */
export function placeOf(path: PlanPath): string {
  return path.join('.');
}

/** As the planner writes it. */
export function planPath(path: readonly (string | number)[]): string[] {
  return path.map(String);
}

/** Every path that a step of the plan works on. */
export function flattenedPaths(node: PlanNode, path: PlanPath = []): PlanPath[] {
  switch (node.kind) {
    case 'Fetch':
    case 'Defer':
      return [];
    case 'Sequence':
    case 'Parallel':
      return node.nodes.flatMap((child) => flattenedPaths(child, path));
    case 'Condition':
      return [node.ifClause, node.elseClause].flatMap((child) => (child === undefined ? [] : flattenedPaths(child, path)));
    case 'Flatten': {
      const below = [...path, ...planPath(node.path)];
      return [below, ...flattenedPaths(node.node, below)];
    }
  }
}
