import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { createProxyServer } from 'httpxy';
import sirv from 'sirv';
import type { Logger } from '../logging/index.ts';
import type { ClientAddress } from './client-address.ts';
import type { RequestHandler, UpgradeHandler } from './http-service.ts';
import { respondError } from './respond.ts';

/** Where `/graphql` goes: the gateway of this process, or one elsewhere. */
export type GatewayRoute = { kind: 'local'; handle: RequestHandler; upgrade: UpgradeHandler } | { kind: 'remote'; url: string };

/** Where people sign in: on LANDING's own port its own routes do that, on another port it is passed on. */
export type LandingRoute =
  { kind: 'own' } | ({ publicUrl: string } & ({ kind: 'local'; handle: RequestHandler } | { kind: 'remote'; url: string }));

export interface FrontDoorOptions {
  /** The web client's page that this port opens at: `/slate`. */
  home: string;
  /** The built web client. */
  webFolder: string;
  gateway: GatewayRoute;
  landing: LandingRoute;
  /** Domains below which previews and releases are, which pages may show in frames. */
  frames: readonly string[];
  /** As people open this port. */
  publicUrl: string;
  /** Where a request comes from: what it is passed on to learns that from here, and not from what the request says of itself. */
  addressOf: ClientAddress;
  logger: Logger;
  /** The service's own routes; false lets the request pass on to the web client. */
  own: (request: IncomingMessage, response: ServerResponse) => boolean;
}

const HOME_MARKER = '<!--wissil:home-->';

const NOT_BUILT =
  '<!doctype html><title>WISSIL</title><p>The web client is not built yet: run <code>npm start</code> once, or <code>npm run build -w clients/web</code>.</p>';

function securityHeaders(frames: readonly string[]): Readonly<Record<string, string>> {
  // Monaco places each line of code by a style attribute. No style can send anything anywhere: images, fonts and connections stay 'self'.
  const framed = [...new Set(frames)].flatMap((domain) => [`http://*.${domain}:*`, `https://*.${domain}:*`]).join(' ');
  return {
    'content-security-policy': `default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self' ws: wss:; frame-src 'self' ${framed}; frame-ancestors 'none'; base-uri 'none'; form-action 'self'`,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
  };
}

/** One system's port as a browser sees it: its own routes, the graph at `/graphql`, and the web client at everything else (design §1). */
export async function createFrontDoor(options: FrontDoorOptions): Promise<{ handle: RequestHandler; upgrade: UpgradeHandler }> {
  const headers = securityHeaders(options.frames);
  const page = await indexPage(options, headers);
  const assets = sirv(options.webFolder, {
    etag: true,
    dev: false,
    setHeaders: (response, path) => {
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
      if (path.startsWith('/assets/')) response.setHeader('cache-control', 'public, max-age=31536000, immutable');
    },
  });
  const graph = graphRoute(options);
  const signIn = signInRoute(options);
  return {
    handle(request, response) {
      const path = (request.url ?? '/').split('?', 1)[0] as string;
      if (path === '/graphql') return graph.handle(request, response);
      if (options.own(request, response)) return;
      if (path.startsWith('/auth/')) return signIn(request, response);
      if (/^\/(api|id|internal)\//.test(path)) return respondError(response, 'NOT_FOUND', `There is no ${path} here.`);
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        return respondError(response, 'METHOD_NOT_ALLOWED', `${request.method} is not answered here.`, { allow: 'GET, HEAD' });
      }
      if (path === '/' || path === '/index.html') return page(request, response);
      assets(request, response, () =>
        /\.[a-z0-9]+$/i.test(path) ? respondError(response, 'NOT_FOUND', `There is no ${path} here.`) : page(request, response),
      );
    },
    upgrade(request, socket, head) {
      if ((request.url ?? '').split('?', 1)[0] === '/graphql') graph.upgrade(request, socket, head);
      else socket.destroy();
    },
  };
}

async function indexPage(
  options: FrontDoorOptions,
  headers: Readonly<Record<string, string>>,
): Promise<(request: IncomingMessage, response: ServerResponse) => void> {
  const html = await readFile(join(options.webFolder, 'index.html'), 'utf8').catch(() => NOT_BUILT);
  const bytes = Buffer.from(html.replace(HOME_MARKER, `<meta name="wissil-home" content="${options.home}" />`));
  return (request, response) => {
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'content-length': bytes.length,
      'cache-control': 'no-cache',
      ...headers,
    });
    response.end(request.method === 'HEAD' ? undefined : bytes);
  };
}

/** `/auth/…` on a port that is not LANDING's: browsers go to LANDING to sign in, and everything else is passed on to it. */
function signInRoute({ landing, publicUrl, addressOf, logger }: FrontDoorOptions): RequestHandler {
  if (landing.kind === 'own') return (request, response) => respondError(response, 'NOT_FOUND', `There is no ${request.url} here.`);
  const passOn: RequestHandler =
    landing.kind === 'local' ? landing.handle : passedOnTo(landing.url, { name: 'LANDING', addressOf, logger });
  return (request, response) => {
    const url = new URL(request.url ?? '/', publicUrl);
    if ((request.method === 'GET' || request.method === 'HEAD') && url.pathname === '/auth/sign-in') {
      const back = new URL(returnPath(url.searchParams.get('return')), publicUrl);
      response.writeHead(302, {
        location: `${landing.publicUrl}/auth/sign-in?return=${encodeURIComponent(back.href)}`,
        'cache-control': 'no-store',
      });
      response.end();
      return;
    }
    return passOn(request, response);
  };
}

/** LANDING judges the address; here it only must be one. */
function returnPath(asked: string | null): string {
  return asked !== null && URL.canParse(asked, 'http://wissil') ? asked : '/';
}

function passedOnTo(
  target: string,
  { name, addressOf, logger }: Pick<FrontDoorOptions, 'addressOf' | 'logger'> & { name: string },
): RequestHandler {
  const proxy = createProxyServer({ target, changeOrigin: false });
  return async (request, response) => {
    await proxy.web(withAddress(request, addressOf), response).catch((error: unknown) => {
      logger.warn({ err: error, target }, `${name} does not answer`);
      if (response.headersSent) response.destroy();
      else respondError(response, 'UNAVAILABLE', `${name} does not answer. Try again in a moment.`);
    });
  };
}

function graphRoute({ gateway, addressOf, logger }: FrontDoorOptions): { handle: RequestHandler; upgrade: UpgradeHandler } {
  if (gateway.kind === 'local') return gateway;
  const proxy = createProxyServer({ target: gateway.url, changeOrigin: false });
  return {
    handle: passedOnTo(gateway.url, { name: 'The gateway', addressOf, logger }),
    upgrade(request, socket: Duplex, head) {
      proxy.ws(withAddress(request, addressOf), socket as never, {}, head).catch((error: unknown) => {
        logger.debug({ err: error, gateway: gateway.url }, 'a socket to the gateway ended');
        socket.destroy();
      });
    },
  };
}

function withAddress(request: IncomingMessage, addressOf: ClientAddress): IncomingMessage {
  request.headers['x-forwarded-for'] = addressOf(request);
  return request;
}
