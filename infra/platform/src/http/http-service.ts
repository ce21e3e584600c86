import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WissilError } from '../errors/index.ts';
import type { Logger } from '../logging/index.ts';
import { respondError } from './respond.ts';

export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;
export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

export interface HttpServiceOptions {
  host: string;
  /** 0 takes a free one. */
  port: number;
  logger: Logger;
  handler: RequestHandler;
  upgrade?: UpgradeHandler;
  /** Milliseconds that one request may take to arrive. */
  requestTimeoutMs?: number;
}

export interface HttpService {
  port: number;
  url: string;
  /** Stops accepting, lets running requests finish for up to `drainMs`, then cuts what is left. Upgraded sockets, which never finish, have a second to be closed by who serves them. */
  close(drainMs: number): Promise<void>;
}

const UPGRADED_GRACE_MS = 1_000;
const HEADERS_TIMEOUT_MS = 10_000;

/** How often connections are looked at for requests that take too long to arrive; Node's own 30 seconds would let them stay as long again. */
const DEADLINE_CHECK_MS = 1_000;

/**
 * Listens. Rejects with the system's error (EADDRINUSE and so on) where it cannot.
 * Headers are limited to 16 KiB and 100 lines, and must arrive within 10 seconds, or within the request's own time where that is less.
 */
export async function startHttpService(options: HttpServiceOptions): Promise<HttpService> {
  const requestTimeout = options.requestTimeoutMs ?? 30_000;
  const server = createServer({
    maxHeaderSize: 16_384,
    requestTimeout,
    headersTimeout: Math.min(HEADERS_TIMEOUT_MS, requestTimeout),
    connectionsCheckingInterval: DEADLINE_CHECK_MS,
  });
  server.maxHeadersCount = 100;
  server.keepAliveTimeout = 65_000;
  let draining = false;
  const upgraded = new Set<Duplex>();
  server.on('request', (request, response) => {
    if (draining) response.setHeader('connection', 'close');
    Promise.resolve()
      .then(() => options.handler(request, response))
      .catch((error: unknown) => answerFault(error, response, options.logger));
  });
  server.on('upgrade', (request, socket, head) => {
    if (!options.upgrade || draining) return socket.destroy();
    upgraded.add(socket);
    socket.once('close', () => upgraded.delete(socket));
    options.upgrade(request, socket, head);
  });
  await listen(server, options.port, options.host);
  const port = (server.address() as AddressInfo).port;
  return {
    port,
    url: `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`,
    async close(drainMs) {
      draining = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      // A connection turns idle when its last response is out, and would then stay open for as long as keep-alive lets it.
      const sweep = setInterval(() => server.closeIdleConnections(), 20);
      const cut = setTimeout(() => server.closeAllConnections(), drainMs);
      const cutUpgraded = setTimeout(() => upgraded.forEach((socket) => socket.destroy()), Math.min(drainMs, UPGRADED_GRACE_MS));
      await closed;
      clearInterval(sweep);
      clearTimeout(cut);
      clearTimeout(cutUpgraded);
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function answerFault(error: unknown, response: ServerResponse, logger: Logger): void {
  const expected = error instanceof WissilError;
  if (!expected) logger.error({ err: error, url: response.req.url }, 'unexpected error while answering a request');
  if (response.headersSent) response.destroy();
  else if (expected) respondError(response, error.code, error.message);
  else respondError(response, 'INTERNAL_SERVER_ERROR', 'Internal error. The log of this service says more.');
}
