import type { EnvironmentStep } from '../environment/environment-steps.ts';

export const STATUS_PATH = '/.wissil/status';
export const STATUS_SCRIPT_PATH = '/.wissil/status.js';

export interface StatusPage {
  slug: string;
  status: string;
  message: string | null;
  steps: readonly EnvironmentStep[];
}

const TITLES: Readonly<Record<string, string>> = {
  PREPARING: 'is being prepared',
  READY: 'is starting again',
  STOPPED: 'is stopped',
  FAILED: 'did not start',
};

const STYLES = `
:root { color-scheme: light dark; font: 15px/1.6 system-ui, sans-serif; }
body { display: grid; place-content: center; min-height: 100vh; margin: 0; padding: 1.5rem; box-sizing: border-box;
  background: light-dark(#f8fafc, #0b1120); color: light-dark(#0f172a, #e2e8f0); }
main { max-width: 44rem; } h1 { font-size: 1.25rem; margin: 0 0 .75rem; }
ol { margin: 0; padding-left: 1.25rem; } li[data-status=RUNNING] { font-weight: 600; }
li[data-status=PENDING] { color: light-dark(#475569, #94a3b8); } li[data-status=FAILED] { color: light-dark(#b91c1c, #fca5a5); }
pre { white-space: pre-wrap; overflow-wrap: anywhere; padding: 1rem; border-radius: .5rem; background: light-dark(#fff, #111827);
  border: 1px solid light-dark(#cbd5e1, #334155); font: 13px/1.5 ui-monospace, monospace; }`;

/** What is shown in the place of a page that is not there yet. It follows how far it is, and makes way for the page by itself. */
export function statusPage({ slug, status, message, steps }: StatusPage): string {
  const title = `${escape(slug)} ${TITLES[status] ?? ''}`;
  const list = steps
    .map(({ name, status: own }) => `<li data-step="${name}" data-status="${own}">${name}: ${own.toLowerCase()}</li>`)
    .join('');
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>
<style>${STYLES}</style></head><body data-status="${escape(status)}"><main aria-live="polite"><h1>${title}</h1><ol>${list}</ol>
<pre${message === null ? ' hidden' : ''}>${escape(message ?? '')}</pre></main><script src="${STATUS_SCRIPT_PATH}"></script></body></html>`;
}

export const STATUS_SCRIPT = `
const first = document.body.dataset.status;
async function look() {
  try {
    const { status, answers, message, steps } = await (await fetch('${STATUS_PATH}')).json();
    if ((status === 'READY' && answers) || (first === 'FAILED' && status !== first) || (first !== 'FAILED' && status === 'FAILED')) return location.reload();
    for (const { name, status: own } of steps) {
      const item = document.querySelector('[data-step=' + name + ']');
      if (item && item.dataset.status !== own) {
        item.dataset.status = own;
        item.textContent = name + ': ' + own.toLowerCase();
      }
    }
    const pre = document.querySelector('pre');
    pre.hidden = message === null;
    pre.textContent = message ?? '';
  } catch {}
  setTimeout(look, 400);
}
look();
`;

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
