/** The range of a component; a hue ends before 360. */
type Range = readonly [minimum: number, maximum: number, kind?: 'hue'];

const UNIT: Range = [0, 1];
const PERCENT: Range = [0, 100];
const HUE: Range = [0, 360, 'hue'];
const FREE: Range = [-Infinity, Infinity];
const CHROMA: Range = [0, Infinity];

/** The colour spaces of the DTCG Color Module 2025.10 with the ranges of their three components. */
const COLOR_SPACES = {
  srgb: [UNIT, UNIT, UNIT],
  'srgb-linear': [UNIT, UNIT, UNIT],
  hsl: [HUE, PERCENT, PERCENT],
  hwb: [HUE, PERCENT, PERCENT],
  lab: [PERCENT, FREE, FREE],
  lch: [PERCENT, CHROMA, HUE],
  oklab: [UNIT, FREE, FREE],
  oklch: [UNIT, CHROMA, HUE],
  'display-p3': [UNIT, UNIT, UNIT],
  'a98-rgb': [UNIT, UNIT, UNIT],
  'prophoto-rgb': [UNIT, UNIT, UNIT],
  rec2020: [UNIT, UNIT, UNIT],
  'xyz-d65': [UNIT, UNIT, UNIT],
  'xyz-d50': [UNIT, UNIT, UNIT],
} as const satisfies Record<string, readonly [Range, Range, Range]>;

export type ColorSpace = keyof typeof COLOR_SPACES;

export interface Color {
  colorSpace: ColorSpace;
  components: readonly [Component, Component, Component];
  /** 1 where absent. */
  alpha?: number;
  /** `#rrggbb`, for tools that know sRGB alone. */
  hex?: string;
}

type Component = number | 'none';

export function isColorSpace(name: unknown): name is ColorSpace {
  return typeof name === 'string' && Object.hasOwn(COLOR_SPACES, name);
}

/** What is wrong with a component; undefined where nothing is. */
export function componentProblem(space: ColorSpace, index: number, component: unknown): string | undefined {
  if (component === 'none') return undefined;
  const [minimum, maximum, kind] = COLOR_SPACES[space][index] as Range;
  const fits =
    typeof component === 'number' &&
    Number.isFinite(component) &&
    component >= minimum &&
    (kind === 'hue' ? component < maximum : component <= maximum);
  if (fits) return undefined;
  if (minimum === -Infinity) return 'must be a number or "none".';
  if (maximum === Infinity) return `must be a number of at least ${minimum}, or "none".`;
  return `must be a number from ${minimum} ${kind === 'hue' ? 'to below' : 'to'} ${maximum}, or "none".`;
}
