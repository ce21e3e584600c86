import { serviceCaller } from '@wissil/platform/auth';
import { createDatabase, type RunningSubgraph, type TestDatabase, testCaller } from '@wissil/testkit';
import { compile } from 'tailwindcss';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSlate } from './start-slate.ts';

describe('SLATE’s theme as a style sheet', () => {
  let database: TestDatabase;
  let slate: RunningSubgraph;
  beforeAll(async () => {
    database = await createDatabase();
    slate = await startSlate(database.url);
  });
  afterAll(async () => {
    await slate[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
  });

  const get = (query: string, headers: Record<string, string> = slate.bearer('DESIGNER')) =>
    fetch(`${slate.url}/api/tokens/theme.css${query}`, { headers });
  const all = async () => {
    const { data } = await slate.query<{ tokenSet: { tokens: { edges: { node: { cssVariable: string; cssValue: string } }[] } } }>(
      '{ tokenSet(slug: "luminera") { tokens(first: 200) { edges { node { cssVariable cssValue } } } } }',
    );
    return data.tokenSet.tokens.edges.map(({ node }) => node);
  };
  const utilities = async (...candidates: string[]) => {
    const compiler = await compile(`${await (await get('?format=tailwind')).text()}\n@tailwind utilities;`);
    return compiler.build(candidates);
  };

  it('[SLATE-5] every token is a custom property in both formats', async () => {
    for (const query of ['', '?format=css', '?format=tailwind']) {
      const response = await get(query);
      expect(response.headers.get('content-type')).toBe('text/css; charset=utf-8');
      const css = await response.text();
      for (const { cssVariable, cssValue } of await all()) expect(css).toContain(`  ${cssVariable}: ${cssValue};\n`);
    }
  });

  it('[SLATE-6] Tailwind makes utilities of them, each with the token’s value', async () => {
    const css = await utilities(
      ...['bg-landing-500', 'text-text-primary', 'font-sans', 'font-semibold', 'text-2xl', 'leading-tight', 'tracking-tighter'],
      ...['p-4', 'mt-13', 'rounded-lg', 'shadow-md', 'blur-sm', 'opacity-disabled', 'ease-emphasized', 'duration-fast'],
    );
    const rule = (name: string) => new RegExp(`\\.${name} \\{([^}]*)\\}`).exec(css)?.[1]?.replace(/\s+/g, ' ').trim();
    expect(rule('bg-landing-500')).toBe('background-color: var(--color-landing-500);');
    expect(rule('text-text-primary')).toBe('color: var(--color-text-primary);');
    expect(rule('font-sans')).toBe('font-family: var(--font-family-sans);');
    expect(rule('font-semibold')).toContain('font-weight: var(--font-weight-semibold);');
    expect(rule('text-2xl')).toMatch(
      /^font-size: var\(--font-size-2xl\); line-height: .*1\.\d.*; letter-spacing: .*; font-weight: .*600.*;$/,
    );
    expect(rule('leading-tight')).toContain('line-height: var(--font-line-height-tight);');
    expect(rule('tracking-tighter')).toContain('letter-spacing: var(--font-letter-spacing-tighter);');
    expect(rule('p-4')).toBe('padding: var(--space-4);');
    expect(rule('mt-13')).toBe('margin-top: calc(var(--space-1) * 13);');
    expect(rule('rounded-lg')).toBe('border-radius: var(--radius-lg);');
    expect(rule('shadow-md')).toContain('0px 4px 8px -1px');
    expect(rule('blur-sm')).toContain('blur(var(--effect-blur-sm))');
    expect(rule('opacity-disabled')).toBe('opacity: var(--effect-opacity-disabled);');
    expect(rule('ease-emphasized')).toContain('transition-timing-function: var(--easing-emphasized);');
    expect(rule('duration-fast')).toContain('transition-duration: var(--duration-fast);');
    // What components read stays what it is in SLATE, also where Tailwind means something else by the name.
    expect(css).toMatch(/:root \{[^}]*--text-2xl: 600 1\.5rem/);
  });

  it('[SLATE-5] has a validator that changes with a value, and not with a description', async () => {
    const etag = async (query: string) => (await get(query)).headers.get('etag') as string;
    const [css, tailwind] = [await etag('?format=css'), await etag('?format=tailwind')];
    expect(css).toMatch(/^"[\w-]+"$/);
    expect(css).not.toBe(tailwind);
    expect((await get('', { ...slate.bearer('DESIGNER'), 'if-none-match': css })).status).toBe(304);
    const { data } = await slate.query<{ token: { id: string; value: unknown } }>('{ token(path: "space.4") { id value } }');
    const update = (further: Record<string, unknown>) =>
      slate.query('mutation ($input: UpdateTokenInput!) { updateToken(input: $input) { __typename } }', {
        input: { ...data.token, ...further },
      });
    await update({ description: 'Between paragraphs.' });
    expect(await etag('')).toBe(css);
    await update({ value: { value: 18, unit: 'px' } });
    expect(await etag('')).not.toBe(css);
    expect(await (await get('')).text()).toContain('--space-4: 18px;');
  });

  it('[SLATE-5] says what there is where the format or the set is none', async () => {
    const format = await get('?format=sass');
    expect([format.status, await format.text()]).toEqual([400, expect.stringContaining('css, tailwind')]);
    const set = await get('?set=nowhere');
    expect([set.status, await set.text()]).toEqual([404, expect.stringContaining('luminera')]);
  });

  it('[SLATE-6] answers WISSIL’s own services, and nobody else who signs or claims to', async () => {
    const service = await slate.signed(serviceCaller('ignis'));
    expect((await get('', service)).status).toBe(200);
    expect((await fetch(`${slate.url}/api/tokens/colors`, { headers: service })).status).toBe(200);
    const person = await slate.signed(testCaller('ADMIN'));
    expect((await get('', person)).status).toBe(403);
    expect((await get('', { 'x-wissil-identity': 'forged' })).status).toBe(401);
    expect((await get('', {})).status).toBe(401);
  });
});
