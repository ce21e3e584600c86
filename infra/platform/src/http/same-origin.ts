import type { IncomingMessage } from 'node:http';
import { WissilError } from '../errors/index.ts';

/**
 * Lets through what a browser sends from a page of this very origin, and what no browser sends.
 * @throws WissilError CSRF_PREVENTED for what another page had a browser send; ports of one host count as other pages
 */
export function assertSameOrigin(request: IncomingMessage, allowed: readonly string[] = []): void {
  const { origin, host, 'sec-fetch-site': site } = request.headers;
  const known = origin !== undefined && (hostOf(origin) === host || allowed.includes(origin));
  if (known || (origin === undefined && (site === undefined || site === 'same-origin' || site === 'none'))) return;
  throw new WissilError('CSRF_PREVENTED', 'This request was sent by a page of another origin. Open WISSIL itself and do it there.');
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
