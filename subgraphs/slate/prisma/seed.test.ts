import { describe, expect, it } from 'vitest';
import { TokenGraph } from '../src/token/token-graph.ts';
import { checkValue } from '../src/dtcg/value-check.ts';
import { cssVariable } from '../src/dtcg/css-variable.ts';
import { readLuminera } from './seed.ts';

const { tokens } = await readLuminera();
const types = new Map(tokens.map(({ path, type }) => [path, type]));
const graph = new TokenGraph({
  set: { id: 'set_1', slug: 'luminera', name: 'Luminera', description: null, version: 1 },
  groups: [],
  tokens: tokens.map((token) => ({
    ...token,
    id: token.path,
    groupId: '',
    name: token.path,
    cssVariable: cssVariable(token.path),
    version: 1,
    updatedAt: '2026-01-01T00:00:00.000Z',
  })),
});

/** WCAG 2: relative luminance of the sRGB fallback. */
function luminance(path: string): number {
  const { hex } = graph.tokenAt(path)?.resolvedValue as { hex: string };
  const [red, green, blue] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((channel) => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4)) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

const SURFACES = ['canvas', 'raised', 'sunken', 'overlay'];

describe('Luminera', () => {
  it('[SLATE-1] holds only values that DTCG allows for their types', () => {
    const problems = tokens.flatMap(({ path, type, value }) =>
      checkValue(type, value, (at) => types.get(at)).map((problem) => ({ token: path, ...problem })),
    );
    expect(problems).toEqual([]);
  });

  it('[SLATE-1] steps each palette down in lightness, by much the same everywhere', () => {
    for (const palette of ['landing', 'slate', 'ignition', 'spark', 'ignis', 'waypoint']) {
      const ramp = ['50', '100', '200', '300', '400', '500', '600', '700', '800', '900', '950'].map((stop) =>
        luminance(`color.${palette}.${stop}`),
      );
      expect(ramp).toEqual(ramp.toSorted((a, b) => b - a));
      expect(contrast(`color.${palette}.600`, 'color.white')).toBeGreaterThan(4.5);
    }
  });

  it.each(['color', 'color.dark'])(
    '[SLATE-1] text of %s stands out from every surface by 4.5:1 or more, and edges of controls by 3:1',
    (mode) => {
      const texts = [
        ...['primary', 'secondary', 'muted', 'link'].map((name) => `${mode}.text.${name}`),
        ...['up', 'degraded', 'down', 'unknown'].map((name) => `${mode}.status.${name}`),
      ];
      const edges = ['strong', 'focus'].map((name) => `${mode}.border.${name}`);
      const fills = ['primary', 'primary-hover', 'primary-active', 'danger', 'danger-hover'].map((name) => `${mode}.action.${name}`);
      const pairs = [
        ...SURFACES.flatMap((surface) => texts.map((text) => [text, `${mode}.surface.${surface}`, 4.5] as const)),
        ...SURFACES.flatMap((surface) => edges.map((edge) => [edge, `${mode}.surface.${surface}`, 3] as const)),
        ...fills.map((fill) => [`${mode}.text.inverse`, fill, 4.5] as const),
      ];
      expect(pairs.filter(([one, other, least]) => contrast(one, other) < least)).toEqual([]);
    },
  );

  it('[SLATE-1] gives every token a custom property of its own', () => {
    expect(new Set(graph.tokens.map((token) => token.cssVariable)).size).toBe(graph.tokens.length);
    expect(graph.tokenAt('font.lineHeight.tight')?.cssVariable).toBe('--font-line-height-tight');
  });
});
