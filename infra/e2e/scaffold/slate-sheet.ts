import { cssValue } from '../../../subgraphs/slate/src/dtcg/css-value.ts';
import { cssVariable } from '../../../subgraphs/slate/src/dtcg/css-variable.ts';
import { resolveAliases } from '../../../subgraphs/slate/src/dtcg/resolve-aliases.ts';
import { readLuminera } from '../../../subgraphs/slate/prisma/seed.ts';
import { type ThemeFormat, themeSheet } from '../../../subgraphs/slate/src/theme/theme-sheet.ts';
import type { TokenGraph } from '../../../subgraphs/slate/src/token/token-graph.ts';

/** Luminera's sheet as SLATE serves it, without SLATE. */
export async function lumineraSheet(format: ThemeFormat): Promise<string> {
  const { tokens } = await readLuminera();
  const resolved = resolveAliases(tokens);
  const nodes = tokens.map((token) => {
    const resolvedValue = resolved.get(token.path);
    return { ...token, resolvedValue, cssVariable: cssVariable(token.path), cssValue: cssValue(token.type, resolvedValue) };
  });
  return themeSheet({ tokens: nodes } as unknown as TokenGraph, format);
}
