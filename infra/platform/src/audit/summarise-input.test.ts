import { describe, expect, it } from 'vitest';
import { summariseInput } from './summarise-input.ts';

const KEPT = { name: 'ci', scopes: ['build.read'], expiresInDays: 30, draft: false, parent: null };

describe('what the audit log keeps of an input', () => {
  it('[AUTH-6] is short values as they are', () => {
    expect(summariseInput(KEPT)).toEqual(KEPT);
    expect(summariseInput({ at: new Date('2026-11-24T10:00:00Z') })).toEqual({ at: '2026-11-24T10:00:00.000Z' });
  });

  it.each([undefined, null, 'a text', 7, ['a', 'b']])('[AUTH-6] is an object for %j too', (input) => {
    expect(summariseInput(input)).toEqual({ input });
  });

  it('[AUTH-6] is the size of what is long, wide or deep', () => {
    const source = 'x'.repeat(1_000_000);
    const summary = summariseInput({
      source,
      many: Array.from({ length: 31 }, () => source),
      files: [{ path: 'a.ts', content: source }],
      wide: Object.fromEntries(Array.from({ length: 31 }, (_, index) => [`member${index}`, source])),
      deep: { one: { two: { three: source } } },
    });
    expect(summary).toEqual({
      source: `${'x'.repeat(40)}… (1000000 characters)`,
      many: '(31 values)',
      files: [{ path: 'a.ts', content: `${'x'.repeat(40)}… (1000000 characters)` }],
      wide: '(31 members)',
      deep: { one: { two: '(1 members)' } },
    });
    expect(JSON.stringify(summariseInput({ [source]: 1 })).length).toBeLessThan(200);
  });

  it.each([
    'password',
    'newPassword',
    'passwd',
    'PASSPHRASE',
    'secret',
    'clientSecret',
    'secrets',
    'apiKey',
    'api_key',
    'privateKey',
    'cookie',
    'authorization',
    'credentials',
    'otp',
  ])('[AUTH-6] is never a member called %s, whatever it holds', (name) => {
    for (const value of ['hunter2', 42, ['hunter2'], { value: 'hunter2' }]) {
      expect(summariseInput({ nested: { [name]: value } })).toEqual({ nested: { [name]: '(not kept)' } });
    }
  });

  it('[AUTH-6] is never a token, but its id, and design tokens', () => {
    const token = `wsl_${'A'.repeat(43)}`;
    expect(summariseInput({ token: 'abc', refreshToken: token, accessToken: 'act_1', note: `take ${token}!` })).toEqual({
      token: '(not kept)',
      refreshToken: '(not kept)',
      accessToken: 'act_1',
      note: 'take (not kept)!',
    });
    expect(summariseInput({ [token]: 1 })).toEqual({ '(not kept)': 1 });
    const designTokens = { tokens: [{ path: 'color.primary', value: '#fff' }], tokenId: 'tok_1', token: { path: 'color.primary' } };
    expect(summariseInput(designTokens)).toEqual(designTokens);
  });
});
