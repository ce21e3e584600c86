import type { TokenType } from '../../graphql/generated/graphql.ts';

const MEASURE = 'A number with px or rem: 16px, 1.25rem';

/** How a value of each type is written. */
export const VALUE_HINTS: Readonly<Record<TokenType, string>> = {
  COLOR: '#4e61e5, or oklch(0.63 0.2 269 / 0.5)',
  DIMENSION: MEASURE,
  FONT_FAMILY: 'A name, or a list: ["Inter", "sans-serif"]',
  FONT_WEIGHT: '1 to 1000, or a name such as semi-bold',
  DURATION: 'A number with ms or s: 200ms',
  CUBIC_BEZIER: 'Two points of the curve: [0.2, 0, 0, 1]; x from 0 to 1',
  NUMBER: 'A number: 1.5',
  STROKE_STYLE: 'A name such as solid or dashed',
  BORDER: 'An object with color, width and style',
  TRANSITION: 'An object with duration, delay and timingFunction',
  SHADOW: 'An object with color, offsetX, offsetY, blur and spread, or a list of them',
  GRADIENT: 'A list of stops, each with color and position',
  TYPOGRAPHY: 'An object with fontFamily, fontSize, fontWeight, letterSpacing and lineHeight',
};
