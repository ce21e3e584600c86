import type { TokenGraph, TokenNode } from '../token/token-graph.ts';
import { themeVariables } from './tailwind-variables.ts';

export const THEME_FORMATS = ['css', 'tailwind'] as const;
export type ThemeFormat = (typeof THEME_FORMATS)[number];

export function isThemeFormat(name: string): name is ThemeFormat {
  return THEME_FORMATS.some((format) => format === name);
}

/** A set as a style sheet; the same set with the same values is the same text. */
export function themeSheet(graph: TokenGraph, format: ThemeFormat): string {
  return WRITERS[format](graph);
}

const WRITERS: Record<ThemeFormat, (graph: TokenGraph) => string> = {
  css: ({ tokens }) => block(':root', tokens.map(declaration)),
  tailwind: ({ tokens }) => {
    const themed = new Set(tokens.filter((token) => themeVariables(token).some(({ name }) => name === token.cssVariable)));
    const aliases = tokens.filter((token) => !themed.has(token)).flatMap(themeVariables);
    return [
      '/* Import it after tailwindcss. Every token is a custom property; those that Tailwind names otherwise have its name too. */\n',
      block('@theme static', [...themed].map(declaration)),
      // Inline: `text-xl` is a size in Tailwind, and --text-xl the whole text style among the tokens.
      block(
        '@theme inline',
        aliases.map(({ name, value }) => `${name}: ${value};`),
      ),
      block(':root', tokens.filter((token) => !themed.has(token)).map(declaration)),
    ].join('\n');
  },
};

function declaration({ cssVariable, cssValue }: TokenNode): string {
  return `${cssVariable}: ${cssValue};`;
}

function block(head: string, declarations: readonly string[]): string {
  return declarations.length === 0 ? '' : `${head} {\n${declarations.map((each) => `  ${each}\n`).join('')}}\n`;
}
