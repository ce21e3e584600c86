import type { CompileProblem, Story } from './component-compiler.ts';

/** What the page of a preview shows now. */
export interface PageState {
  hash: string;
  css: boolean;
  stories: Story[];
  problems: CompileProblem[];
}

const STYLES = `
:root { color-scheme: light dark; font-family: var(--font-family-sans, system-ui, sans-serif); }
body { margin: 0; padding: 1.5rem; background: light-dark(var(--color-surface-canvas, #fff), var(--color-dark-surface-canvas, #0b1120));
  color: light-dark(var(--color-text-primary, #0f172a), var(--color-dark-text-primary, #e2e8f0)); }
#problem { position: fixed; inset: 0; overflow: auto; padding: 1.5rem; box-sizing: border-box; background: light-dark(#fff7f7, #1a0b0f);
  color: light-dark(#7f1d1d, #fecaca); font: 14px/1.6 ui-monospace, monospace; }
#problem[hidden] { display: none; } #problem h1 { font: 600 1rem/1.4 system-ui, sans-serif; margin: 0 0 .75rem; }
#problem p { margin: 0 0 .5rem; white-space: pre-wrap; overflow-wrap: anywhere; }
#problem pre { margin: 0 0 1rem; padding: .75rem; overflow: auto; border-radius: .375rem; background: light-dark(#fee2e2, #2d1117); }`;

export function previewPage({ name, state, runtime, theme }: { name: string; state: PageState; runtime: string; theme: string }): string {
  const css = state.css ? ` href="/.wissil/module/${state.hash}.css"` : '';
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escape(name)}</title><link rel="icon" href="data:,"><link id="theme" rel="stylesheet" href="/.wissil/theme.css?${theme}"><style>${STYLES}</style>
<link id="component-css" rel="stylesheet"${css}></head><body><main id="root"></main><div id="problem" role="alert" hidden></div>
<script id="state" type="application/json">${JSON.stringify(state).replaceAll('<', '\\u003c')}</script>
<script type="module" src="/.wissil/runtime-${runtime}.js"></script></body></html>`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
