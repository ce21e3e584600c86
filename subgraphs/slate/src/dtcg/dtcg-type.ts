import type { TokenType } from '../../generated/prisma/enums.ts';

export type { TokenType };

/** How DTCG 2025.10 writes each type in `$type`. */
export const DTCG_TYPE = {
  COLOR: 'color',
  DIMENSION: 'dimension',
  FONT_FAMILY: 'fontFamily',
  FONT_WEIGHT: 'fontWeight',
  DURATION: 'duration',
  CUBIC_BEZIER: 'cubicBezier',
  NUMBER: 'number',
  STROKE_STYLE: 'strokeStyle',
  BORDER: 'border',
  TRANSITION: 'transition',
  SHADOW: 'shadow',
  GRADIENT: 'gradient',
  TYPOGRAPHY: 'typography',
} as const satisfies Record<TokenType, string>;

const BY_NAME = new Map<string, TokenType>(Object.entries(DTCG_TYPE).map(([type, name]) => [name, type as TokenType]));

/** The type that a `$type` names. */
export function tokenTypeOf(name: string): TokenType | undefined {
  return BY_NAME.get(name);
}
