import { cssVariablesIn } from '../component/component-source.ts';

/** Colours that are written out. */
const COLOR = /#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\([^)]*\)/gi;
/** Lengths that are written out; hairlines and outlines have no token. */
const LENGTH = /(?<![\w-])-?(?:\d*\.)?\d+(?:px|rem|pt|cm|mm)\b/g;
const HAIRLINES = new Set(['1px', '2px', '-1px', '-2px', '0px']);

/**
 * What of a component's looks is not from SLATE (SLATE-6), a line each.
 * @param variables the custom properties of the tokens
 */
export function checkTokens(source: string, variables: ReadonlySet<string>): string[] {
  const own = new Set(source.match(/(?<=[\s;{'"])--[a-z0-9-]+(?=['"]?\s*:)/gi) ?? []);
  const unknown = cssVariablesIn(source).filter((variable) => !variables.has(variable) && !own.has(variable));
  const styles = stylesIn(source);
  const colors = [...new Set(styles.match(COLOR) ?? [])];
  const lengths = [...new Set(styles.replace(/@(?:container|media)[^{]*/g, '').match(LENGTH) ?? [])].filter(
    (length) => !HAIRLINES.has(length),
  );
  return [
    ...unknown.map((variable) => `${variable} is no token of SLATE.`),
    ...colors.map((color) => `${color} is a colour of its own: use a token such as var(--color-text-primary).`),
    ...lengths.map((length) => `${length} is a length of its own: use a token such as var(--space-4).`),
  ];
}

/** Style sheets in template literals, and values in style attributes. */
function stylesIn(source: string): string {
  const sheets = [...source.matchAll(/styles\s*=\s*`([^`]*)`/g)].map((match) => match[1] ?? '');
  const attributes = [...source.matchAll(/style=\{\{([^}]*)\}\}/g)].map((match) => match[1] ?? '');
  return [...sheets, ...attributes].join('\n');
}
