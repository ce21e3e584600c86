import type { IncomingMessage } from 'node:http';
import { credentialOf } from '@wissil/platform/auth';

/**
 * Which pages a browser may reach the gateway from. Browsers send cookies with WebSockets of foreign pages and enforce no CORS on them, and
 * for cookies the ports of one host are one site: the Origin header alone tells pages apart. Clients that are no browsers send none.
 */
export class TrustedOrigins {
  readonly #known: ReadonlySet<string>;
  readonly #all: boolean;

  /** @param own the public origins of the installation's systems  @param allowed further ones; `*` for all, which then have no use of the cookie */
  constructor(own: readonly string[], allowed: readonly string[]) {
    this.#known = new Set([...own.map(originOf), ...allowed.map(originOf)]);
    this.#all = allowed.includes('*');
  }

  /** Whether the page that opens a WebSocket may do so, whatever it proves its identity with. */
  mayConnect(request: IncomingMessage): boolean {
    return this.#all || this.#isKnown(request);
  }

  /** False where a page of another origin had the browser send the session's cookie. */
  mayUseCredential(request: IncomingMessage): boolean {
    if (request.headers.origin === undefined || request.headers.cookie === undefined) return true;
    return this.#isKnown(request) || credentialOf(request)?.kind !== 'session';
  }

  #isKnown({ headers: { origin, host } }: IncomingMessage): boolean {
    if (origin === undefined || this.#known.has(origin)) return true;
    return host !== undefined && URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
  }
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url;
}
