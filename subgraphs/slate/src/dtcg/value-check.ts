import type { FieldProblem } from '@wissil/platform/errors';
import { aliasTarget } from './alias.ts';
import { componentProblem, isColorSpace } from './color-space.ts';
import { DTCG_TYPE, type TokenType } from './dtcg-type.ts';

/** The most layers of a shadow, stops of a gradient, families of a font stack and lengths of a dash pattern. */
const MOST_PARTS = 32;
const LONGEST_TEXT = 200;

// prettier-ignore
const FONT_WEIGHTS = [
  'thin', 'hairline', 'extra-light', 'ultra-light', 'light', 'normal', 'regular', 'book', 'medium',
  'semi-bold', 'demi-bold', 'bold', 'extra-bold', 'ultra-bold', 'black', 'heavy', 'extra-black', 'ultra-black',
];
const STROKE_STYLES = ['solid', 'dashed', 'dotted', 'double', 'groove', 'ridge', 'outset', 'inset'];
const LINE_CAPS = ['round', 'butt', 'square'];

/** What a value stands among: the type of the token at a path, undefined where there is none. */
export type TypeAt = (path: string) => TokenType | undefined;

/**
 * What keeps a `$value` from being one of the given type by DTCG 2025.10, with paths that begin with `value`; empty where nothing does.
 * An alias, as the value or as a part of a composite, must lead to a token of the type that stands there.
 */
export function checkValue(type: TokenType, value: unknown, typeAt: TypeAt): FieldProblem[] {
  const check = new ValueCheck(typeAt);
  check.value(type, value, 'value');
  return check.problems;
}

class ValueCheck {
  readonly problems: FieldProblem[] = [];
  readonly #typeAt: TypeAt;

  constructor(typeAt: TypeAt) {
    this.#typeAt = typeAt;
  }

  value(type: TokenType, value: unknown, path: string): void {
    const target = aliasTarget(value);
    if (target === undefined) return this.#literals[type](value, path);
    const found = this.#typeAt(target);
    if (!found) this.#refuse(path, `There is no token {${target}}: name an existing one, by its whole path.`);
    else if (found !== type) this.#refuse(path, `{${target}} is of type ${DTCG_TYPE[found]}, but ${DTCG_TYPE[type]} is needed here.`);
  }

  readonly #literals: Record<TokenType, (value: unknown, path: string) => void> = {
    COLOR: (value, path) => this.#color(value, path),
    DIMENSION: (value, path) => this.#measure(value, path, ['px', 'rem']),
    DURATION: (value, path) => {
      if (this.#measure(value, path, ['ms', 's']) < 0) this.#refuse(`${path}.value`, 'A duration cannot be negative.');
    },
    FONT_FAMILY: (value, path) => {
      if (Array.isArray(value)) this.#list(value, path, (family, at) => this.#text(family, at));
      else this.#text(value, path);
    },
    FONT_WEIGHT: (value, path) => {
      const fits = typeof value === 'number' ? value >= 1 && value <= 1000 : FONT_WEIGHTS.includes(value as string);
      if (!fits) this.#refuse(path, `A font weight is a number from 1 to 1000 or one of ${FONT_WEIGHTS.join(', ')}.`);
    },
    CUBIC_BEZIER: (value, path) => {
      const fits =
        Array.isArray(value) &&
        value.length === 4 &&
        value.every(isNumber) &&
        [value[0], value[2]].every((x) => isNumber(x) && x >= 0 && x <= 1);
      if (!fits) this.#refuse(path, 'A cubic Bézier curve is four numbers [x1, y1, x2, y2] with x1 and x2 from 0 to 1.');
    },
    NUMBER: (value, path) => {
      if (!isNumber(value)) this.#refuse(path, 'This must be a number.');
    },
    STROKE_STYLE: (value, path) => this.#strokeStyle(value, path),
    BORDER: (value, path) => this.#composite(value, path, { color: 'COLOR', width: 'DIMENSION', style: 'STROKE_STYLE' }),
    TRANSITION: (value, path) => this.#composite(value, path, { duration: 'DURATION', delay: 'DURATION', timingFunction: 'CUBIC_BEZIER' }),
    SHADOW: (value, path) => {
      if (Array.isArray(value)) this.#list(value, path, (layer, at) => this.#shadowLayer(layer, at));
      else this.#shadowLayer(value, path);
    },
    GRADIENT: (value, path) => {
      if (Array.isArray(value)) this.#list(value, path, (stop, at) => this.#gradientStop(stop, at));
      else this.#refuse(path, 'A gradient is a list of stops { color, position }.');
    },
    TYPOGRAPHY: (value, path) =>
      this.#composite(value, path, {
        fontFamily: 'FONT_FAMILY',
        fontSize: 'DIMENSION',
        fontWeight: 'FONT_WEIGHT',
        letterSpacing: 'DIMENSION',
        lineHeight: 'NUMBER',
      }),
  };

  #color(value: unknown, path: string): void {
    if (!this.#object(value, path, ['colorSpace', 'components'], ['alpha', 'hex'])) return;
    const { colorSpace, components, alpha, hex } = value;
    if (!isColorSpace(colorSpace))
      return this.#refuse(`${path}.colorSpace`, 'Name a colour space of DTCG: srgb, oklch, display-p3 and so on.');
    if (!Array.isArray(components) || components.length !== 3) this.#refuse(`${path}.components`, 'A colour has three components.');
    else {
      for (const [index, component] of components.entries()) {
        const problem = componentProblem(colorSpace, index, component);
        if (problem) this.#refuse(`${path}.components.${index}`, `In ${colorSpace} it ${problem}`);
      }
    }
    if (alpha !== undefined && !(isNumber(alpha) && alpha >= 0 && alpha <= 1))
      this.#refuse(`${path}.alpha`, 'Alpha is a number from 0 to 1.');
    if (hex !== undefined && !(typeof hex === 'string' && /^#[0-9a-f]{6}$/i.test(hex))) {
      this.#refuse(`${path}.hex`, 'The fallback is written #rrggbb.');
    }
  }

  /** Returns the number, NaN where there is none. */
  #measure(value: unknown, path: string, units: readonly string[]): number {
    if (!this.#object(value, path, ['value', 'unit'])) return Number.NaN;
    if (!isNumber(value.value)) this.#refuse(`${path}.value`, 'This must be a number.');
    if (!units.includes(value.unit as string)) this.#refuse(`${path}.unit`, `The unit is ${units.join(' or ')}.`);
    return isNumber(value.value) ? value.value : Number.NaN;
  }

  #strokeStyle(value: unknown, path: string): void {
    if (typeof value === 'string') {
      if (!STROKE_STYLES.includes(value))
        this.#refuse(path, `A stroke style is one of ${STROKE_STYLES.join(', ')}, or { dashArray, lineCap }.`);
    } else if (this.#object(value, path, ['dashArray', 'lineCap'])) {
      if (Array.isArray(value.dashArray))
        this.#list(value.dashArray, `${path}.dashArray`, (length, at) => this.value('DIMENSION', length, at));
      else this.#refuse(`${path}.dashArray`, 'A dash pattern is a list of dimensions.');
      if (!LINE_CAPS.includes(value.lineCap as string)) this.#refuse(`${path}.lineCap`, `The line cap is one of ${LINE_CAPS.join(', ')}.`);
    }
  }

  /** A layer in a list is never an alias: a token of type shadow may itself be a list. */
  #shadowLayer(value: unknown, path: string): void {
    if (!this.#object(value, path, ['color', 'offsetX', 'offsetY', 'blur', 'spread'], ['inset'])) return;
    this.value('COLOR', value.color, `${path}.color`);
    for (const part of ['offsetX', 'offsetY', 'blur', 'spread'] as const) this.value('DIMENSION', value[part], `${path}.${part}`);
    if (value.inset !== undefined && typeof value.inset !== 'boolean') this.#refuse(`${path}.inset`, 'This must be true or false.');
  }

  #gradientStop(value: unknown, path: string): void {
    if (!this.#object(value, path, ['color', 'position'])) return;
    this.value('COLOR', value.color, `${path}.color`);
    this.value('NUMBER', value.position, `${path}.position`);
  }

  #composite<Part extends string>(value: unknown, path: string, parts: Record<Part, TokenType>): void {
    const names = Object.keys(parts) as Part[];
    if (!this.#object(value, path, names)) return;
    for (const name of names) this.value(parts[name], value[name], `${path}.${name}`);
  }

  #object<Key extends string, Optional extends string = never>(
    value: unknown,
    path: string,
    required: readonly Key[],
    optional: readonly Optional[] = [],
  ): value is Record<Key | Optional, unknown> {
    const parts = [...required, ...optional.map((name) => `${name}?`)].join(', ');
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.#refuse(path, `This must be an object { ${parts} } or an alias such as {group.token}.`);
      return false;
    }
    const before = this.problems.length;
    const known: readonly string[] = [...required, ...optional];
    const unknown = Object.keys(value).filter((key) => !known.includes(key));
    if (unknown.length > 0)
      this.#refuse(path, `${unknown.slice(0, 5).map(shorten).join(', ')} does not belong here: the parts are ${parts}.`);
    const missing = required.filter((key) => !Object.hasOwn(value, key));
    if (missing.length > 0) this.#refuse(path, `${missing.join(', ')} is missing.`);
    return this.problems.length === before;
  }

  #list(value: readonly unknown[], path: string, each: (part: unknown, path: string) => void): void {
    if (value.length === 0 || value.length > MOST_PARTS)
      return this.#refuse(path, `The list holds 1 to ${MOST_PARTS} parts, not ${value.length}.`);
    for (const [index, part] of value.entries()) each(part, `${path}.${index}`);
  }

  #text(value: unknown, path: string): void {
    const fits = typeof value === 'string' && value.trim() !== '' && value.length <= LONGEST_TEXT && !/[\p{Cc}{}]/u.test(value);
    if (!fits) this.#refuse(path, `This must be a text of 1 to ${LONGEST_TEXT} characters, without control characters and braces.`);
  }

  #refuse(path: string, message: string): void {
    this.problems.push({ path, message });
  }
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
