import type { IncomingMessage } from 'node:http';

/** What a request proves its identity with. */
export interface Credential {
  kind: 'session' | 'token';
  /** The secret itself: of the cookie, or of the Authorization header. */
  secret: string;
}

/** Names of the session cookie; with the prefixes browsers refuse it unless it was set by HTTPS, and `__Host-` also for any other host. */
export const SESSION_COOKIES = ['__Host-wissil', '__Secure-wissil', 'wissil'] as const;

/** No secret of ours is longer, and nothing longer is looked up. */
const MOST_CHARACTERS = 200;

/**
 * The names that count where people open LANDING at that address. By HTTPS none without a prefix: another name of the domain, or a page that
 * came by HTTP, could have given a browser such a cookie.
 */
export function sessionCookiesAt(landingUrl: string): readonly string[] {
  return landingUrl.startsWith('https:') ? SESSION_COOKIES.filter((name) => name.startsWith('__')) : SESSION_COOKIES;
}

/**
 * The credential of a request; a bearer token before a cookie. Undefined where there is none that could be one of ours.
 * @param cookies names of the session cookie
 */
export function credentialOf(request: IncomingMessage, cookies: readonly string[] = SESSION_COOKIES): Credential | undefined {
  const { authorization, cookie } = request.headers;
  if (authorization !== undefined) {
    const token = /^bearer +([\w.~+/-]+=*)$/i.exec(authorization)?.[1];
    return token === undefined || token.length > MOST_CHARACTERS ? { kind: 'token', secret: '' } : { kind: 'token', secret: token };
  }
  if (cookie === undefined) return undefined;
  for (const name of cookies) {
    const secret = cookieOf(cookie, name);
    if (secret !== undefined && secret.length <= MOST_CHARACTERS) return { kind: 'session', secret };
  }
  return undefined;
}

/** The value of one cookie in a Cookie header. */
export function cookieOf(header: string | undefined, name: string): string | undefined {
  if (header === undefined) return undefined;
  for (const pair of header.split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}
