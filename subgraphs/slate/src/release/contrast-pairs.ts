import type { TokenGraph } from '../token/token-graph.ts';

/** Two colours of a set that are seen on each other. */
export interface ContrastPair {
  /** Path of the token in front: text, a line, a fill. */
  front: string;
  /** Path of the token behind it. */
  behind: string;
  /** WCAG 2.2: 4.5 for text (§1.4.3), 3 for the edges of controls (§1.4.11). */
  least: number;
}

const TEXT = 4.5;
const EDGE = 3;

/** By the names of a set's groups: what its descriptions promise to be readable on what, in light surroundings and in dark ones. */
export function contrastPairs(graph: TokenGraph): ContrastPair[] {
  return ['color', 'color.dark'].flatMap((root) => {
    const under = (group: string) => graph.groupAt(`${root}.${group}`)?.tokens.map(({ path }) => path) ?? [];
    const surfaces = under('surface');
    const on = (fronts: readonly string[], least: number) =>
      fronts.flatMap((front) => surfaces.map((behind) => ({ front, behind, least })));
    const inverse = `${root}.text.inverse`;
    return [
      ...on([...under('text').filter((path) => path !== inverse), ...under('status')], TEXT),
      ...on([`${root}.border.strong`, `${root}.border.focus`], EDGE),
      ...under('action').map((behind) => ({ front: inverse, behind, least: TEXT })),
    ];
  });
}
