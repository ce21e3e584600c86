import { cssValue } from '../src/dtcg/css-value.ts';
import { cssVariable } from '../src/dtcg/css-variable.ts';
import { resolveAliases } from '../src/dtcg/resolve-aliases.ts';
import { readLuminera } from './seed.ts';

/** The seeded tokens as CSS, in the order of the set, without a database: what a client wears before it has asked. */
export async function baseTokens(): Promise<{ cssVariable: string; cssValue: string }[]> {
  const { tokens } = await readLuminera();
  const resolved = resolveAliases(tokens);
  return tokens.map(({ path, type }) => ({ cssVariable: cssVariable(path), cssValue: cssValue(type, resolved.get(path)) }));
}
