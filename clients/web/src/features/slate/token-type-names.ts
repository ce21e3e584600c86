import type { TokenType } from '../../graphql/generated/graphql.ts';

export const TYPE_NAMES: Readonly<Record<TokenType, string>> = {
  COLOR: 'Colour',
  TYPOGRAPHY: 'Typography',
  FONT_FAMILY: 'Font family',
  FONT_WEIGHT: 'Font weight',
  DIMENSION: 'Dimension',
  SHADOW: 'Shadow',
  DURATION: 'Duration',
  CUBIC_BEZIER: 'Easing',
  TRANSITION: 'Transition',
  NUMBER: 'Number',
  BORDER: 'Border',
  STROKE_STYLE: 'Stroke style',
  GRADIENT: 'Gradient',
};
