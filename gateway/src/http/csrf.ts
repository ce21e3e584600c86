import type { IncomingHttpHeaders } from 'node:http';

/** A page of another origin cannot send any of these without a preflight, which the gateway does not grant. */
const PREFLIGHT_HEADERS = ['x-wissil-client', 'apollo-require-preflight', 'x-apollo-operation-name'];

/**
 * Whether a GET may have been caused by a page of somebody else. (A POST cannot: only application/json is accepted, which browsers preflight.)
 * Sec-Fetch-Site tells; browsers leave it out on plain HTTP, where a cookie, Origin or Referer still shows that a page stands behind it.
 */
export function isForgeable(headers: IncomingHttpHeaders): boolean {
  if (PREFLIGHT_HEADERS.some((name) => headers[name] !== undefined)) return false;
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  if (headers.accept?.includes('application/graphql-response+json') === true) return false;
  return headers.cookie !== undefined || headers.origin !== undefined || headers.referer !== undefined;
}

export const CSRF_ADVICE = `This GET may come from a page of another origin. Send one of the headers ${PREFLIGHT_HEADERS.join(', ')}, or use POST with application/json.`;
