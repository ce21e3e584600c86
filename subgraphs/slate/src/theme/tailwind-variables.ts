import { cssValue } from '../dtcg/css-value.ts';
import { cssVariable } from '../dtcg/css-variable.ts';
import type { TokenNode } from '../token/token-graph.ts';

/** A theme variable of Tailwind 4. */
export interface ThemeVariable {
  name: string;
  value: string;
}

/** The namespaces of https://tailwindcss.com/docs/theme by the beginning of a token's path. */
const NAMESPACES: readonly (readonly [prefix: string, namespace: string])[] = [
  ['color.', '--color-'],
  ['font.family.', '--font-'],
  ['font.weight.', '--font-weight-'],
  ['font.size.', '--text-'],
  ['font.lineHeight.', '--leading-'],
  ['font.letterSpacing.', '--tracking-'],
  ['space.', '--spacing-'],
  ['radius.', '--radius-'],
  ['shadow.', '--shadow-'],
  ['effect.blur-', '--blur-'],
  ['effect.opacity-', '--opacity-'],
  ['easing.', '--ease-'],
  ['duration.', '--transition-duration-'],
];

/** One step of the scale that `p-13` and its like are multiples of. */
const BASE_SPACE = 'space.1';

/** The theme variables that give a token its utilities; none for a token that Tailwind has no utility for. */
export function themeVariables(token: TokenNode): ThemeVariable[] {
  if (token.type === 'TYPOGRAPHY') return textStyle(token);
  const value = `var(${token.cssVariable})`;
  const found = NAMESPACES.find(([prefix]) => token.path.startsWith(prefix));
  if (found === undefined) return [];
  const [prefix, namespace] = found;
  const named = { name: namespace + utilityName(token.path.slice(prefix.length)), value };
  return token.path === BASE_SPACE ? [{ name: '--spacing', value }, named] : [named];
}

interface Typography {
  fontWeight: unknown;
  letterSpacing: unknown;
  lineHeight: unknown;
}

/** What `text-xl` sets beside the size, which is `font.size.xl`. */
function textStyle({ path, resolvedValue }: TokenNode): ThemeVariable[] {
  if (!path.startsWith('text.')) return [];
  const name = `--text-${utilityName(path.slice('text.'.length))}`;
  const { lineHeight, letterSpacing, fontWeight } = resolvedValue as Typography;
  return [
    { name: `${name}--line-height`, value: cssValue('NUMBER', lineHeight) },
    { name: `${name}--letter-spacing`, value: cssValue('DIMENSION', letterSpacing) },
    { name: `${name}--font-weight`, value: cssValue('FONT_WEIGHT', fontWeight) },
  ];
}

/** Class names are written as custom properties are. */
function utilityName(path: string): string {
  return cssVariable(path).slice('--'.length);
}
