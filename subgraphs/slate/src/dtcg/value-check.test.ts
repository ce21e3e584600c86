import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TokenType } from '../../generated/prisma/enums.ts';
import { cssValue } from './css-value.ts';
import { checkValue } from './value-check.ts';

const types = Object.values(TokenType);
const black = { colorSpace: 'srgb', components: [0, 0, 0] };
const px = (value: number) => ({ value, unit: 'px' });
const layer = { color: black, offsetX: px(0), offsetY: px(2), blur: px(4), spread: px(-1) };

const EXAMPLES: Record<TokenType, readonly (readonly [value: unknown, css: string])[]> = {
  COLOR: [
    [{ colorSpace: 'srgb', components: [1, 0.5, 0], hex: '#FF8000' }, '#ff8000'],
    [{ colorSpace: 'oklch', components: [0.7, 0.1, 'none'], alpha: 0.5 }, 'oklch(0.7 0.1 none / 0.5)'],
    [{ colorSpace: 'hsl', components: [20, 50, 40] }, 'hsl(20 50% 40%)'],
    [{ colorSpace: 'display-p3', components: [1, 0, 0] }, 'color(display-p3 1 0 0)'],
  ],
  DIMENSION: [
    [px(1e-7), '0.0000001px'],
    [{ value: -0.5, unit: 'rem' }, '-0.5rem'],
  ],
  FONT_FAMILY: [
    ['Inter', "'Inter'"],
    [["O'Neil", 'system-ui'], "'O\\'Neil', system-ui"],
  ],
  FONT_WEIGHT: [
    [650, '650'],
    ['semi-bold', '600'],
  ],
  DURATION: [[{ value: 0.2, unit: 's' }, '0.2s']],
  CUBIC_BEZIER: [[[0.2, -1, 0, 2], 'cubic-bezier(0.2, -1, 0, 2)']],
  NUMBER: [[1.5, '1.5']],
  STROKE_STYLE: [
    ['dotted', 'dotted'],
    [{ dashArray: [px(2)], lineCap: 'round' }, 'dashed'],
  ],
  BORDER: [[{ color: black, width: px(1), style: 'solid' }, '1px solid color(srgb 0 0 0)']],
  TRANSITION: [
    [
      { duration: { value: 200, unit: 'ms' }, delay: { value: 0, unit: 'ms' }, timingFunction: [0, 0, 1, 1] },
      '200ms cubic-bezier(0, 0, 1, 1) 0ms',
    ],
  ],
  SHADOW: [
    [layer, '0px 2px 4px -1px color(srgb 0 0 0)'],
    [[layer, { ...layer, inset: true }], '0px 2px 4px -1px color(srgb 0 0 0), inset 0px 2px 4px -1px color(srgb 0 0 0)'],
  ],
  GRADIENT: [[[{ color: black, position: 0.25 }], 'color(srgb 0 0 0) 25%']],
  TYPOGRAPHY: [
    [
      { fontFamily: 'Inter', fontSize: { value: 1, unit: 'rem' }, fontWeight: 400, letterSpacing: px(0), lineHeight: 1.5 },
      "400 1rem/1.5 'Inter'",
    ],
  ],
};

describe('checkValue', () => {
  it.each(types)('[SLATE-3] takes what DTCG allows for %s, and CSS gets it', (type) => {
    for (const [value, css] of EXAMPLES[type]) {
      expect(checkValue(type, value, () => undefined)).toEqual([]);
      expect(cssValue(type, value)).toBe(css);
    }
  });

  it('[SLATE-3] never throws whatever is given, and what it accepts has a CSS value', () => {
    const bait = fc.constantFrom(...types.flatMap((type) => EXAMPLES[type].map(([value]) => value)));
    fc.assert(
      fc.property(fc.constantFrom(...types), fc.oneof(bait, fc.jsonValue(), fc.dictionary(fc.string(), bait)), (type, value) => {
        const problems = checkValue(type, value, () => undefined);
        if (problems.length === 0) expect(cssValue(type, value)).not.toMatch(/undefined|NaN|\[object/);
        else
          for (const { path, message } of problems)
            expect([path, message]).toEqual([expect.stringMatching(/^value/), expect.stringMatching(/\.$/)]);
      }),
      { numRuns: 2_000 },
    );
  });

  it('[SLATE-3] refuses infinity, parts that do not belong, and lists without end', () => {
    expect(checkValue('NUMBER', Number.POSITIVE_INFINITY, () => undefined)).toHaveLength(1);
    expect(checkValue('DIMENSION', { value: 1, unit: 'px', extra: 1 }, () => undefined)[0]?.message).toContain(
      'extra does not belong here',
    );
    expect(
      checkValue(
        'SHADOW',
        Array.from({ length: 33 }, () => layer),
        () => undefined,
      ),
    ).toHaveLength(1);
  });
});
