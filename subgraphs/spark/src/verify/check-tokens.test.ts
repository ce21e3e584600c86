import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { checkTokens } from './check-tokens.ts';

const VARIABLES = new Set(['--color-red', '--color-text-primary', '--space-4']);
const check = (source: string) => checkTokens('A', source, VARIABLES);
const view = (jsx: string, before = '') => `${before}\nexport function A({ on, kind }: { on?: boolean; kind?: string }) { return ${jsx}; }`;
const colorsOf = async (source: string) =>
  (await check(source)).flatMap((line) => /: (\S.*) is a colour of its own/.exec(line)?.[1] ?? []).sort();

describe('[SLATE-6] [SPARK-2] a colour that is written out is seen', () => {
  it.each<[string, string, string[]]>([
    ['in attributes of shapes', view('<path fill="#b00" stroke="Red" />'), ['#b00', 'Red']],
    ['in attributes with hyphens', view('<stop stop-color="rgb(1 2 3 / 50%)" />'), ['rgb(1 2 3 / 50%)']],
    ['in camelCase', view('<stop stopColor="tomato" floodColor={"oklch(0.6 0.2 20)"} />'), ['oklch(0.6 0.2 20)', 'tomato']],
    ['in old HTML', view('<table bgcolor="navy"><td color={`teal`} /></table>'), ['navy', 'teal']],
    ['in branches', view(`<path fill={on ? 'red' : kind === 'blue' ? 'currentColor' : 'var(--color-red)'} />`), ['red']],
    ['in defaults', view(`<path fill={kind ?? '#abc'} stroke={kind || 'gold'} />`), ['#abc', 'gold']],
    ['behind a name', view('<path fill={ACCENT} />', `const ACCENT = 'red' as const;`), ['red']],
    ['in a table', view('<path fill={TINTS[kind ?? 0]} />', `const TINTS = { a: 'pink', b: 'var(--color-red)' };`), ['pink']],
    ['as the default of a prop', `export function A({ tint = 'red' }) { return <path fill={tint} />; }`, ['red']],
    ['of a component, where it is no word', view('<Icon color="#123456" fill="hsl(3 4% 5%)" />'), ['#123456', 'hsl(3 4% 5%)']],
    [
      'in a style',
      view(`<b style={{ color: 'red', border: '1px solid blue', boxShadow: \`0 0 1px \${on ? 'lime' : ''}\` }} />`),
      ['blue', 'lime', 'red'],
    ],
    [
      'in a style with a name',
      view('<b style={base} />', `const base = { ...more };\nconst more = { backgroundColor: 'white' };`),
      ['white'],
    ],
    ['in a style that is remembered', view(`<b style={useMemo(() => ({ color: on ? 'red' : 'unset' }), [on])} />`), ['red']],
    ['in a typed style', `const box: CSSProperties = { outline: '2px solid black' };`, ['black']],
    ['in custom properties', view(`<b style={{ '--own': '#fff' } as CSSProperties} />`), ['#fff']],
    [
      'in any object, where it is no word',
      'const theme = { color: "#b00", nested: { background: "hwb(1 2% 3%)" } };',
      ['#b00', 'hwb(1 2% 3%)'],
    ],
    ['in a sheet', 'const styles = `.a { color: red; background: linear-gradient(90deg, #FFF, var(--color-red)); }`;', ['#FFF', 'red']],
    ['in a sheet with another name', 'const look = `.a { color: red }`;', ['red']],
    [
      'in a nested rule',
      'const styles = `.a { @media (width > 1px) { &:hover { border-color: color-mix(in oklab, Red, white); } } }`;',
      ['Red', 'white'],
    ],
    ['between parts of a sheet', 'const styles = `.a { gap: ${gap}; color: ${on ? "red" : "inherit"}; fill: #0f0; }`;', ['#0f0', 'red']],
    ['in a style element', view('<style>{`.a{fill:rgb(0,0,0)}`}</style>'), ['rgb(0,0,0)']],
    ['in a tagged template', 'const Box = styled.div`color: red;`; const b = css`background: #000;`;', ['#000', 'red']],
    ['behind an escape', String.raw`const styles = '.a { color: \x23b00; }';`, ['#b00']],
    ['in a fallback', view(`<b style={{ color: 'var(--color-red, #b00)' }} />`), ['#b00']],
    [
      'in classes',
      view('<b className={on ? "hover:bg-[#b00]/50 p-2" : "[fill:red] text-[rgb(1,2,3)]"} />'),
      ['[fill:red]', 'bg-[#b00]/50', 'text-[rgb(1,2,3)]'],
    ],
    ['in classes elsewhere', `const base = cx('p-1', { 'border-[oklch(1_0_0)]': on });`, ['border-[oklch(1_0_0)]']],
    [
      'in code',
      `node.style.color = 'red'; node.style.setProperty('--x', '#123'); path.setAttribute('fill', 'blue'); pen.fillStyle = '#000';`,
      ['#000', '#123', 'blue', 'red'],
    ],
    ['in elements that are made', `const a = createElement('path', { fill: 'red', style: { color: 'blue' } });`, ['blue', 'red']],
  ])('%s', async (_where, source, colors) => {
    expect(await colorsOf(source)).toEqual([...colors].sort());
  });

  it('with its place, once', async () => {
    expect(await check(view('<g>\n  <path fill="#b00" />\n  <path stroke="#b00" />\n</g>'))).toEqual([
      'A.tsx(3,15): #b00 is a colour of its own: use a token such as var(--color-text-primary).',
    ]);
  });
});

describe('[SLATE-6] [SPARK-2] what only looks like a colour is left alone', () => {
  it.each<[string, string]>([
    ['words that are rendered', view('<p>Red wine, #fff and {"white"} or {on ? "red" : `blue ${kind}`}</p>')],
    ['words that are read out', view('<b aria-label="Red" title="#b00" alt="rgb(1,2,3)" placeholder="tan" data-fruit="orange" />')],
    [
      'identifiers and imports',
      `import { red } from './red';\nimport tan from 'tan';\nconst orange = red + tan; export const salmon = orange;`,
    ],
    ['types', `export interface A { color: 'red' | 'blue'; fill?: '#fff' }`],
    ['variants of a component', view('<Badge color="red" />')],
    ['data', `const wine = { color: 'red', name: 'Rosso' }; export const list = ['white', 'pink'];`],
    ['conditions', view(`<path fill={kind === 'red' ? 'currentColor' : 'none'} />`)],
    ['what functions are given', view(`<path fill={toToken('red')} />`)],
    [
      'tokens and words of CSS',
      view(
        `<b style={{ color: 'var(--color-red)', background: 'transparent', borderColor: 'currentColor', outlineColor: 'CanvasText' }} />`,
      ),
    ],
    [
      'colours of tokens',
      'const styles = `.a { color: rgb(from var(--color-red) r g b / 50%); background: color-mix(in oklab, var(--color-red) 20%, transparent); }`;',
    ],
    ['references', view('<path fill="url(#fade)" href="#bad" style={{ filter: "url(#abc)", backgroundImage: "url(#fed)" }} />')],
    [
      'selectors, names and comments',
      'const styles = `/* red; color: #fff */ #bad .red[data-tone="tan"] { animation-name: tan; grid-area: red; transition: color 1s; }`;',
    ],
    ['other classes', view('<b className="red bg-red text-[length:var(--space-4)] grid-cols-[red] before:content-[attr(x)]" />')],
    ['an address', view('<a href="/wines/#abc">x</a>')],
  ])('%s', async (_what, source) => {
    expect(await check(source)).toEqual([]);
  });

  it('in the components of Luminera', async () => {
    const folder = new URL('../../prisma/components/', import.meta.url);
    const names = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory()).map(({ name }) => name);
    for (const name of names) expect(await colorsOf(await readFile(new URL(`${name}/${name}.tsx`, folder), 'utf8')), name).toEqual([]);
  });
});

describe('[SLATE-6] [FLOW-2] hostile code', () => {
  it.each<[string, string]>([
    ['of brackets', '['.repeat(100_000)],
    ['of elements', '<a>'.repeat(60_000)],
    ['of references without an end', `const styles = \`.a { color: ${'url('.repeat(60_000)}\`;`],
    ['of comments without an end', `const styles = \`${'/*'.repeat(120_000)}\`;`],
    ['of declarations without an end', `const styles = \`${'a: '.repeat(80_000)}{\`;`],
    ['of functions without an end', `const styles = \`a: ${'rgb('.repeat(60_000)};\`;`],
    ['of classes without an end', `const a = '${'![a'.repeat(80_000)}';`],
    ['that names itself', 'const a = b; const b = a; const c = <path fill={a} />;'],
  ])('%s costs little', async (_what, source) => {
    const begun = performance.now();
    expect(Array.isArray(await check(source))).toBe(true);
    expect(performance.now() - begun).toBeLessThan(3_000);
  });
});
