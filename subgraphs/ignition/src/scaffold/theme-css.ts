import type { Answers } from './answers.ts';

export const THEME_PATH = 'src/styles/slate.css';

export interface Theme {
  /** The slug of the token set. */
  set: string;
  /** What `?format=` asks SLATE for. */
  format: 'css' | 'tailwind';
  /** The groups of tokens that the project wears; all others stay out of its sheet. */
  groups: readonly string[];
}

/** The groups of SLATE's sheet by what a custom property's name begins with, in SLATE's names and in Tailwind's. */
const GROUPS: Readonly<Record<string, RegExp>> = {
  colors: /^color-/,
  typography: /^(font|text|leading|tracking)-/,
  spacing: /^(space-|spacing(-|$))/,
  radii: /^radius-/,
  shadows: /^shadow-/,
  effects: /^(effect|blur|opacity)-/,
  animation: /^(duration|easing|ease|transition)-/,
};

/** What the sheet of a project with these answers is made of. Only templates that ask for Tailwind's format have Tailwind compile it. */
export function themeOfAnswers(answers: Answers): Theme {
  return {
    set: answers.required('tokenSet'),
    format: answers.text('tokenFormat') === 'tailwind' ? 'tailwind' : 'css',
    groups: answers.chosen('tokenGroups'),
  };
}

/** The sheet for a project: of the groups that were chosen, and plain CSS where nothing will compile Tailwind's blocks. */
export function themeFile(themeCss: string, { format, groups }: Theme): string {
  const sheet = format === 'css' ? withoutTailwind(themeCss) : themeCss;
  const out = Object.entries(GROUPS)
    .filter(([group]) => !groups.includes(group))
    .map(([, names]) => names);
  return `${sheet
    .split('\n')
    .filter((line) => {
      const name = /^\s*--([\w-]+)\s*:.*;\s*$/.exec(line)?.[1];
      return name === undefined || !out.some((names) => names.test(name));
    })
    .join('\n')
    .trimEnd()}\n`;
}

/** `@theme inline` only gives other names to what `@theme` and `:root` define. */
function withoutTailwind(css: string): string {
  return css.replace(/@theme inline[^{]*\{[^}]*\}\n*/g, '').replace(/@theme\b[^{]*\{/g, ':root {');
}
