import type { Color, ColorSpace } from './color-space.ts';
import type { TokenType } from './dtcg-type.ts';

interface Measure {
  value: number;
  unit: string;
}

interface Shadow {
  color: Color;
  offsetX: Measure;
  offsetY: Measure;
  blur: Measure;
  spread: Measure;
  inset?: boolean;
}

interface ValueOf {
  COLOR: Color;
  DIMENSION: Measure;
  FONT_FAMILY: string | string[];
  FONT_WEIGHT: number | string;
  DURATION: Measure;
  CUBIC_BEZIER: [number, number, number, number];
  NUMBER: number;
  STROKE_STYLE: string | { dashArray: Measure[]; lineCap: string };
  BORDER: { color: Color; width: Measure; style: ValueOf['STROKE_STYLE'] };
  TRANSITION: { duration: Measure; delay: Measure; timingFunction: ValueOf['CUBIC_BEZIER'] };
  SHADOW: Shadow | Shadow[];
  GRADIENT: { color: Color; position: number }[];
  TYPOGRAPHY: { fontFamily: string | string[]; fontSize: Measure; fontWeight: number | string; letterSpacing: Measure; lineHeight: number };
}

/**
 * A resolved value as CSS writes it. A typography is the `font` shorthand (which has no place for letter spacing), a transition lacks the
 * property that it is for, a gradient is the stops for `linear-gradient()` and its sisters, a dash pattern becomes `dashed`.
 * @param value one that `checkValue` accepted
 */
export function cssValue(type: TokenType, value: unknown): string {
  return (WRITERS[type] as (value: unknown) => string)(value);
}

const WRITERS: { [Type in TokenType]: (value: ValueOf[Type]) => string } = {
  COLOR: color,
  DIMENSION: measure,
  FONT_FAMILY: fontFamily,
  FONT_WEIGHT: fontWeight,
  DURATION: measure,
  CUBIC_BEZIER: cubicBezier,
  NUMBER: number,
  STROKE_STYLE: strokeStyle,
  BORDER: (border) => `${measure(border.width)} ${strokeStyle(border.style)} ${color(border.color)}`,
  TRANSITION: ({ duration, delay, timingFunction }) => `${measure(duration)} ${cubicBezier(timingFunction)} ${measure(delay)}`,
  SHADOW: (shadow) => (Array.isArray(shadow) ? shadow : [shadow]).map(shadowLayer).join(', '),
  GRADIENT: (stops) => stops.map((stop) => `${color(stop.color)} ${number(Math.min(1, Math.max(0, stop.position)) * 100)}%`).join(', '),
  TYPOGRAPHY: (text) =>
    `${fontWeight(text.fontWeight)} ${measure(text.fontSize)}/${number(text.lineHeight)} ${fontFamily(text.fontFamily)}`,
};

/** The colour spaces that have a function of their own; in the others CSS writes `color(space …)`. */
const OWN_FUNCTION: Partial<Record<ColorSpace, (parts: string[]) => string>> = {
  hsl: ([hue, saturation, lightness]) => `hsl(${hue} ${percent(saturation)} ${percent(lightness)}`,
  hwb: ([hue, whiteness, blackness]) => `hwb(${hue} ${percent(whiteness)} ${percent(blackness)}`,
  lab: (parts) => `lab(${parts.join(' ')}`,
  lch: (parts) => `lch(${parts.join(' ')}`,
  oklab: (parts) => `oklab(${parts.join(' ')}`,
  oklch: (parts) => `oklch(${parts.join(' ')}`,
};

function color({ colorSpace, components, alpha = 1, hex }: Color): string {
  if (colorSpace === 'srgb' && hex && alpha === 1) return hex.toLowerCase();
  const parts = components.map((component) => (component === 'none' ? 'none' : number(component)));
  const begin = OWN_FUNCTION[colorSpace]?.(parts) ?? `color(${colorSpace} ${parts.join(' ')}`;
  return alpha === 1 ? `${begin})` : `${begin} / ${number(alpha)})`;
}

function percent(part: string | undefined): string {
  return part === 'none' ? 'none' : `${part}%`;
}

function measure({ value, unit }: Measure): string {
  return `${number(value)}${unit}`;
}

/** Without an exponent, which older CSS parsers do not read. */
function number(value: number): string {
  return String(value).includes('e') ? value.toFixed(8).replace(/\.?0+$/, '') : String(value);
}

// prettier-ignore
const GENERIC_FAMILIES = new Set([
  'serif', 'sans-serif', 'monospace', 'cursive', 'fantasy', 'system-ui', 'ui-serif', 'ui-sans-serif', 'ui-monospace', 'ui-rounded',
  'math', 'emoji', 'fangsong', '-apple-system',
]);

function fontFamily(families: string | string[]): string {
  return [families]
    .flat()
    .map((family) => (GENERIC_FAMILIES.has(family) ? family : `'${family.replace(/['\\]/g, '\\$&')}'`))
    .join(', ');
}

/** The names of DTCG that CSS does not know. */
// prettier-ignore
const NAMED_WEIGHTS: Record<string, number> = {
  thin: 100, hairline: 100, 'extra-light': 200, 'ultra-light': 200, light: 300, normal: 400, regular: 400, book: 400, medium: 500,
  'semi-bold': 600, 'demi-bold': 600, bold: 700, 'extra-bold': 800, 'ultra-bold': 800, black: 900, heavy: 900, 'extra-black': 950, 'ultra-black': 950,
};

function fontWeight(weight: number | string): string {
  return String(typeof weight === 'number' ? weight : NAMED_WEIGHTS[weight]);
}

function cubicBezier(points: ValueOf['CUBIC_BEZIER']): string {
  return `cubic-bezier(${points.map(number).join(', ')})`;
}

function strokeStyle(style: ValueOf['STROKE_STYLE']): string {
  return typeof style === 'string' ? style : 'dashed';
}

function shadowLayer({ inset, offsetX, offsetY, blur, spread, color: paint }: Shadow): string {
  return `${inset ? 'inset ' : ''}${[offsetX, offsetY, blur, spread].map(measure).join(' ')} ${color(paint)}`;
}
