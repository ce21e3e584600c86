import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aliasTarget } from './alias.ts';
import { AliasError, resolveAliases } from './resolve-aliases.ts';

const names = fc.integer({ min: 0, max: 12 }).map((index) => `group.t${index}`);
const literal = fc.oneof(
  fc.integer(),
  fc.string({ maxLength: 5 }).filter((text) => !text.includes('{')),
);
const part = fc.oneof(
  literal,
  names.map((name) => `{${name}}`),
);
const value = fc.oneof(part, fc.array(part, { maxLength: 3 }), fc.record({ first: part, second: fc.record({ third: part }) }));
const tokenSet = fc
  .uniqueArray(fc.record({ path: names, value }), { selector: ({ path }) => path, maxLength: 13 })
  .map((tokens) => tokens.map((token) => ({ ...token })));

/** Follows each alias by itself and gives up when it meets a token twice. */
function naively(tokens: readonly { path: string; value: unknown }[], path: string, above: readonly string[] = []): unknown {
  const token = tokens.find((candidate) => candidate.path === path);
  if (!token || above.includes(path)) throw new AliasError('no value', [path]);
  const follow = (inner: unknown): unknown => {
    const target = aliasTarget(inner);
    if (target !== undefined) return naively(tokens, target, [...above, path]);
    if (Array.isArray(inner)) return inner.map(follow);
    if (typeof inner === 'object' && inner !== null)
      return Object.fromEntries(Object.entries(inner).map(([key, child]) => [key, follow(child)]));
    return inner;
  };
  return follow(token.value);
}

describe('resolveAliases', () => {
  it('[SLATE-1] agrees with following each alias by itself, and refuses exactly what cannot be followed', () => {
    fc.assert(
      fc.property(tokenSet, (tokens) => {
        let expected: Map<string, unknown> | undefined;
        try {
          expected = new Map(tokens.map(({ path }) => [path, naively(tokens, path)]));
        } catch {
          expect(() => resolveAliases(tokens)).toThrow(AliasError);
          return;
        }
        expect(resolveAliases(tokens)).toEqual(expected);
      }),
      { numRuns: 1_000 },
    );
  });

  it('[SLATE-3] names the tokens of a circle in their order', () => {
    const tokens = [
      { path: 'a.entry', value: '{a.one}' },
      { path: 'a.one', value: { part: '{a.two}' } },
      { path: 'a.two', value: ['{a.three}'] },
      { path: 'a.three', value: '{a.one}' },
    ];
    expect(() => resolveAliases(tokens)).toThrow('a.one → a.two → a.three → a.one');
  });

  it('[SLATE-3] takes a chain of 100,000 aliases, and a circle of as many, without a deep stack', () => {
    const chain = Array.from({ length: 100_000 }, (_, index) => ({ path: `t${index}`, value: index === 0 ? 7 : `{t${index - 1}}` }));
    expect(resolveAliases(chain).get('t99999')).toBe(7);
    const circle = chain.map((token, index) => (index === 0 ? { ...token, value: '{t99999}' } : token));
    expect(() => resolveAliases(circle)).toThrow(AliasError);
  });
});
