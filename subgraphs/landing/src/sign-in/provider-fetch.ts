import type { CustomFetchOptions } from 'openid-client';

const DEADLINE_MS = 10_000;

interface Kept {
  body: string;
  headers: Headers;
}

/** The identity provider did not answer, or with nothing that could be of use. */
export class ProviderAwayError extends Error {}

/**
 * How the relying party reaches the identity provider. What it publishes about itself, its keys above all, is kept: while that cannot be
 * fetched, what was fetched last is used, however long it lasts.
 * @param redirect from the address that people use to one that this process reaches
 */
export function providerFetch(redirect?: { from: string; to: string }): (url: string, options: CustomFetchOptions) => Promise<Response> {
  const kept = new Map<string, Kept>();
  return async (url, options) => {
    const inside = redirect !== undefined && url.startsWith(`${redirect.from}/`);
    const target = inside ? redirect.to + url.slice(redirect.from.length) : url;
    const send = () =>
      fetch(target, {
        ...options,
        body: options.body as BodyInit,
        headers: { ...options.headers, ...(inside && forwarded(redirect.from)) },
        signal: AbortSignal.any([AbortSignal.timeout(DEADLINE_MS), ...(options.signal ? [options.signal] : [])]),
      } as RequestInit).catch((error: unknown) => {
        throw new ProviderAwayError(`The identity provider does not answer at ${target}.`, { cause: error });
      });
    if (options.method !== 'GET') return send();
    try {
      const response = await send();
      if (!response.ok) throw new ProviderAwayError(`The identity provider answered ${target} with HTTP ${response.status}.`);
      const body = await response.text();
      kept.set(url, { body, headers: response.headers });
      return new Response(body, { status: 200, headers: response.headers });
    } catch (error) {
      const before = kept.get(url);
      if (before === undefined) throw error;
      return new Response(before.body, { status: 200, headers: before.headers });
    }
  };
}

/** Under which address people know what answers here. */
function forwarded(origin: string): Record<string, string> {
  const { host, protocol } = new URL(origin);
  return { 'x-forwarded-host': host, 'x-forwarded-proto': protocol.slice(0, -1) };
}
