/** Token values as people write them. DTCG 2025.10 §8–9: dimensions and durations are `{ value, unit }`, colours `{ colorSpace, components, hex }`. */

interface Quantity {
  value: number;
  unit: string;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

const isQuantity = (value: unknown): value is Quantity & Record<string, unknown> =>
  isRecord(value) && typeof value['value'] === 'number' && typeof value['unit'] === 'string' && Object.keys(value).length === 2;

/** One line; `16px`, `#4e61e5`, `{color.slate.500}`, `0.2, 0, 0, 1`, and JSON for composites. */
export function valueText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (isQuantity(value)) return `${value.value}${value.unit}`;
  if (isRecord(value) && typeof value['hex'] === 'string') return value['hex'];
  if (Array.isArray(value) && value.every((item) => typeof item === 'string' || typeof item === 'number')) return value.join(', ');
  return JSON.stringify(value);
}

/** What the editor shows; `parseValue` reads it back. Several lines for composites. */
export function editableText(value: unknown): string {
  return isRecord(value) && !isQuantity(value) && typeof value['hex'] !== 'string'
    ? JSON.stringify(value, null, 2)
    : Array.isArray(value)
      ? JSON.stringify(value)
      : valueText(value);
}

const QUANTITY = /^(-?\d*\.?\d+)\s*([a-z%]+)$/i;
const HEX = /^#([0-9a-f]{6})([0-9a-f]{2})?$/i;
const OKLCH = /^oklch\(\s*([\d.]+%?)\s+([\d.]+)\s+([\d.]+)(?:deg)?\s*(?:\/\s*([\d.]+%?)\s*)?\)$/i;
const ALIAS = /^\{[^{}"]+\}$/;

/** The text in the shape of the value that it replaces. What fits no shape goes on as it is: SLATE says what is wrong with it. */
export function parseValue(text: string, previous: unknown): unknown {
  const trimmed = text.trim();
  if (ALIAS.test(trimmed)) return trimmed;
  const quantity = QUANTITY.exec(trimmed);
  if (quantity && (isQuantity(previous) || !isRecord(previous)) && typeof previous !== 'string')
    return { value: Number(quantity[1]), unit: quantity[2] };
  const hex = HEX.test(trimmed);
  if (hex && isRecord(previous) && 'colorSpace' in previous) return srgb(trimmed);
  const oklch = OKLCH.exec(trimmed);
  if (oklch)
    return {
      colorSpace: 'oklch',
      components: [fraction(oklch[1]), Number(oklch[2]), Number(oklch[3])],
      ...(oklch[4] === undefined ? {} : { alpha: fraction(oklch[4]) }),
    };
  if (typeof previous === 'string' && !/^[[{]/.test(trimmed) && !(ALIAS.test(previous) && isNumeric(trimmed))) {
    return ALIAS.test(previous) && quantity
      ? { value: Number(quantity[1]), unit: quantity[2] }
      : ALIAS.test(previous) && hex
        ? srgb(trimmed)
        : trimmed;
  }
  try {
    return JSON.parse(trimmed);
  } catch {
    return trimmed;
  }
}

/** `62%` and `0.62` are the same. */
const fraction = (text = ''): number => (text.endsWith('%') ? Number(text.slice(0, -1)) / 100 : Number(text));

const isNumeric = (text: string): boolean => text !== '' && Number.isFinite(Number(text));

function srgb(hex: string): Record<string, unknown> {
  const channel = (start: number): number => Math.round((Number.parseInt(hex.slice(start, start + 2), 16) / 255) * 10_000) / 10_000;
  return {
    colorSpace: 'srgb',
    components: [channel(1), channel(3), channel(5)],
    ...(hex.length === 9 ? { alpha: channel(7) } : {}),
    hex: hex.slice(0, 7).toLowerCase(),
  };
}

/** The four numbers of an easing; null for anything else. */
export function easingPoints(resolved: unknown): [number, number, number, number] | null {
  if (!Array.isArray(resolved) || resolved.length !== 4) return null;
  const [a, b, c, d] = resolved.map(Number);
  return [a ?? 0, b ?? 0, c ?? 0, d ?? 0];
}
