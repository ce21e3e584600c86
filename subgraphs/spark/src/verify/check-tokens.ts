import { cssVariablesIn } from '../component/component-source.ts';
import { declarationsIn, type Found, rawColorsIn, rawColorsInClasses, writtenColorsIn } from './raw-colors.ts';
import type { VisualText } from './visual-values.ts';

/** Lengths that are written out; hairlines and outlines have no token. */
const LENGTH = /(?<![\w-])-?(?:\d*\.)?\d+(?:px|rem|pt|cm|mm)\b/g;
const HAIRLINES = new Set(['1px', '2px', '-1px', '-2px', '0px']);

/**
 * What of a component's looks is not from SLATE (SLATE-6), a line each, with its first place as compilers write it.
 * @param name of the component
 * @param variables the custom properties of the tokens
 */
export async function checkTokens(name: string, source: string, variables: ReadonlySet<string>): Promise<string[]> {
  const own = new Set(source.match(/(?<=[\s;{'"])--[a-z0-9-]+(?=['"]?\s*:)/gi) ?? []);
  const unknown = cssVariablesIn(source).filter((variable) => !variables.has(variable) && !own.has(variable));
  // The compiler is heavy, and not everybody checks components.
  const { isVisual, visualTextsIn } = await import('./visual-values.ts');
  let texts: VisualText[];
  try {
    texts = visualTextsIn(source);
  } catch (error) {
    if (error instanceof RangeError) return ['The code nests too deep to be read.'];
    throw error;
  }
  const found = { color: new Map<string, number>(), length: new Map<string, number>() };
  const note = (what: keyof typeof found, items: readonly Found[], at: number): void => {
    for (const item of items) found[what].set(item.text, Math.min(at + item.at, found[what].get(item.text) ?? Infinity));
  };
  const noteValue = (property: string, value: string, at: number): void => {
    note('color', isVisual(property) ? rawColorsIn(value) : writtenColorsIn(value), at);
    if (property !== '') note('length', rawLengthsIn(value), at);
  };
  for (const { kind, property, text, at } of texts) {
    if (kind === 'classes') note('color', rawColorsInClasses(text), at);
    else if (kind === 'value') noteValue(property, text, at);
    else for (const declaration of declarationsIn(text)) noteValue(declaration.property, declaration.value, at + declaration.at);
  }
  const place = placesIn(`${name}.tsx`, source);
  return [
    ...unknown.map((variable) => `${place(source.indexOf(variable))}: ${variable} is no token of SLATE.`),
    ...[...found.color].map(
      ([color, at]) => `${place(at)}: ${color} is a colour of its own: use a token such as var(--color-text-primary).`,
    ),
    ...[...found.length].map(([length, at]) => `${place(at)}: ${length} is a length of its own: use a token such as var(--space-4).`),
  ];
}

function rawLengthsIn(value: string): Found[] {
  return [...value.matchAll(LENGTH)].filter(([text]) => !HAIRLINES.has(text)).map(({ 0: text, index: at }) => ({ text, at }));
}

/** `Card.tsx(12,5)` */
function placesIn(file: string, source: string): (at: number) => string {
  return (at) => {
    const before = source.slice(0, at);
    return `${file}(${before.split('\n').length},${at - before.lastIndexOf('\n')})`;
  };
}
