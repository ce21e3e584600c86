import type { Theme } from '../../app/theme.ts';
import { monaco } from './monaco.ts';

/** What of the editor wears the page's colours, by the custom property that it is taken from. */
const COLOURS = {
  'editor.background': '--raised',
  'editor.foreground': '--text',
  'editorLineNumber.foreground': '--text-muted',
  'editorLineNumber.activeForeground': '--text',
  'editorWidget.background': '--overlay',
  'editorWidget.border': '--line',
  focusBorder: '--focus',
} as const;

/** Dresses the editor in the tokens of SLATE as they are now. */
export function wearTheme(theme: Theme, element: HTMLElement): void {
  const colors = Object.fromEntries(
    Object.entries(COLOURS)
      .map(([name, variable]) => [name, hexOf(variable, element)] as const)
      .filter((entry): entry is [keyof typeof COLOURS, string] => entry[1] !== undefined),
  );
  // Monaco's own comments are too faint on a raised surface in the dark (WCAG 2.2 §1.4.3).
  const comment = hexOf('--text-muted', element);
  const rules = comment === undefined ? [] : [{ token: 'comment', foreground: comment.slice(1) }];
  monaco.editor.defineTheme('wissil', { base: theme === 'dark' ? 'vs-dark' : 'vs', inherit: true, rules, colors });
  monaco.editor.setTheme('wissil');
}

/** The editor reads hexadecimal colours alone. */
function hexOf(variable: string, element: HTMLElement): string | undefined {
  const probe = document.createElement('span');
  probe.style.color = `var(${variable})`;
  element.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  if (!canvas) return undefined;
  canvas.fillStyle = colour;
  canvas.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = canvas.getImageData(0, 0, 1, 1).data;
  return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}
