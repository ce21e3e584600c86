import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
// [if apiStyle.graphql]
import { graphqlHandler } from './graphql/graphql-handler.ts';
// [end]
import { json, type Reply, ServiceError, text } from './http/reply.ts';
// [if emailTokens]
import { errorPage } from './http/error-page.ts';
// [end]
import { startPage } from './http/start-page.ts';
// [if features.nats]
import type { ItemEvents } from './items/item-events.ts';
// [end]
import { itemRoutes } from './items/item-routes.ts';
import type { ItemStore } from './items/item-store.ts';
// [if apiStyle.rest]
import { openApi } from './http/open-api.ts';
// [end]
// [if features.metrics]
import { createMetrics } from './operations/metrics.ts';
// [end]
// [if features.tracing]
import { traced } from './operations/tracing.ts';
// [end]
import { project } from './project.ts';

/** Kept beside this file in src/ and in dist/. */
const sheet = (name: string) => readFileSync(new URL(`./styles/${name}`, import.meta.url), 'utf8');

export interface ServiceParts {
  store: ItemStore;
  // [if features.nats]
  events: ItemEvents;
  // [end]
}

export interface Service {
  server: Server;
  /** Health says 503 from now on; resolves when what has begun is answered, or after so many milliseconds. */
  drain(milliseconds: number): Promise<void>;
}

type Handler = (request: IncomingMessage, url: URL) => Reply | Promise<Reply>;

export function createService(parts: ServiceParts): Service {
  let draining = false;
  const items = itemRoutes(parts);
  const styles = new Map([
    ['/styles/slate.css', sheet('slate.css')],
    ['/styles/page.css', sheet('page.css')],
  ]);
  // [if features.metrics]
  const metrics = createMetrics();
  // [end]
  // [if apiStyle.graphql]
  const graphql = graphqlHandler(parts);
  // [end]

  const route: Handler = async (request, url) => {
    const { pathname } = url;
    if (pathname === project.healthPath) {
      return draining ? json(503, { status: 'draining' }) : json(200, { status: 'ok', store: await parts.store.check() });
    }
    if (pathname === '/') return text('text/html', startPage());
    // [if features.metrics]
    if (pathname === '/metrics') return text(metrics.type, await metrics.read());
    // [end]
    // [if apiStyle.rest]
    if (pathname === '/openapi.json') return json(200, openApi());
    // [end]
    const style = styles.get(pathname);
    if (style !== undefined) return text('text/css', style);
    return items(request, url);
  };

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://service');
    if (draining) response.setHeader('connection', 'close');
    // [if features.metrics]
    const measured = metrics.begin();
    response.once('close', () => measured(request.method ?? 'GET', response.statusCode));
    // [end]
    // [if apiStyle.graphql]
    if (url.pathname === '/graphql') {
      void graphql(request, response);
      return;
    }
    // [end]
    // [if features.tracing]
    void traced(request, response, () => respond(request, response, () => route(request, url)));
    // [else]
    void respond(request, response, () => route(request, url));
    // [end]
  });

  return {
    server,
    async drain(milliseconds) {
      draining = true;
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
      server.closeIdleConnections();
      const force = setTimeout(() => server.closeAllConnections(), milliseconds);
      await closed;
      clearTimeout(force);
    },
  };
}

async function respond(request: IncomingMessage, response: ServerResponse, answer: () => Reply | Promise<Reply>): Promise<void> {
  let reply: Reply;
  try {
    reply = await answer();
  } catch (error) {
    reply = failure(request, error);
  }
  const { status, type, body, headers } = reply;
  response.writeHead(status, {
    ...(body === '' ? {} : { 'content-type': `${type}; charset=utf-8` }),
    'content-length': Buffer.byteLength(body),
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; style-src 'self'; frame-ancestors *",
    ...headers,
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function failure(request: IncomingMessage, error: unknown): Reply {
  if (!(error instanceof ServiceError)) console.error(error);
  const known = error instanceof ServiceError ? error : new ServiceError(500, 'Something failed here; the log of the service says what.');
  // [if emailTokens]
  if (request.headers.accept?.includes('text/html')) return { ...text('text/html', errorPage(known)), status: known.status };
  // [end]
  return { ...json(known.status, { error: { message: known.message, fields: known.fields } }), headers: known.headers };
}
