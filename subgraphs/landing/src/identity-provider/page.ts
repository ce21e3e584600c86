import type { ServerResponse } from 'node:http';
import { MARK, SPECTRUM } from './brand.ts';
import { html, type Markup } from './markup.ts';
import { STYLESHEET } from './stylesheet.ts';

const POLICY = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; frame-ancestors 'none'; base-uri 'none'";

export interface Page {
  title: string;
  body: Markup;
  status?: number;
  headers?: Readonly<Record<string, string>>;
  /** Whether its form leads on by redirects to another origin, which browsers hold against `form-action`. */
  leadsAway?: boolean;
}

/** A page of nocturnaID: no scripts, nothing from elsewhere, never kept. */
export function respondPage(response: ServerResponse, page: Page): void {
  const bytes = Buffer.from(documentOf(page));
  response.writeHead(page.status ?? 200, { ...pageHeaders(page), 'content-length': bytes.length });
  response.end(response.req.method === 'HEAD' ? undefined : bytes);
}

export function pageHeaders({ leadsAway = false, headers }: Pick<Page, 'headers' | 'leadsAway'>): Record<string, string> {
  return {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': leadsAway ? POLICY : `${POLICY}; form-action 'self'`,
    'cross-origin-opener-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    // `no-referrer` would have browsers send forms with the origin null; addresses hold secrets, which stay here.
    'referrer-policy': 'same-origin',
    ...headers,
  };
}

export function documentOf({ title, body, status = 200 }: Page): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${status >= 400 && 'Problem: '}${title} · nocturnaID</title>
        <link rel="stylesheet" href="${STYLESHEET}" />
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
      </head>
      <body>
        <div class="sheet">
          <header class="brand">${MARK}WISSIL<span>nocturnaID</span></header>
          <main>${body}</main>
          <footer>nocturnaID keeps who you are on hardware that your team owns.</footer>
        </div>
        <div class="art" aria-hidden="true">
          ${SPECTRUM}
          <p>From design tokens to a running deployment.</p>
        </div>
      </body>
    </html>`.text;
}

/** A page that says what went wrong, and leads to where it can be put right. */
export function respondProblem(
  response: ServerResponse,
  { title, message, status, headers }: { title: string; message: string; status: number; headers?: Record<string, string> },
): void {
  respondPage(response, { title, status, ...(headers && { headers }), body: problemBody(title, message) });
}

/** @param detail for whoever looks after the installation */
export function problemBody(title: string, message: string, detail?: string): Markup {
  return html`<h1>${title}</h1>
    <p class="lead">${message}</p>
    <a class="button" href="/auth/sign-in">Sign in</a>
    ${detail !== undefined && html`<p class="detail">${detail}</p>`}`;
}
