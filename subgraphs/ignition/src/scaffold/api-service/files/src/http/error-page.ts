// [only emailTokens]
import { escapeHtml, htmlPage } from './html.ts';
import type { ServiceError } from './reply.ts';

/** For people: programs get the same as JSON. */
export function errorPage({ status, message }: ServiceError): string {
  return htmlPage(
    message,
    `
    <header>
      <p class="eyebrow">Error ${status}</p>
      <h1>${escapeHtml(message)}</h1>
      <p class="lead"><a href="/">Back to the start</a></p>
    </header>`,
  );
}
