/** Serves the built site: on PORT (a number, or the path of a Unix socket) of HOST, with a health check; SIGTERM drains it. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, sep } from 'node:path';

const HEALTH_PATH = '/health';
const DRAIN_MS = 10_000;

const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

/** @param {string} folder absolute; nothing outside of it is served */
export function createSite(folder) {
  return createServer(async (request, response) => {
    const send = (status, type, body, headers = {}) => {
      response.writeHead(status, {
        'content-type': type,
        'content-length': Buffer.byteLength(body),
        'x-content-type-options': 'nosniff',
        ...headers,
      });
      response.end(request.method === 'HEAD' ? undefined : body);
    };
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return send(405, TYPES['.txt'], 'This address answers GET and HEAD.', { allow: 'GET, HEAD' });
    }
    const path = pathOf(request.url ?? '/');
    if (path === HEALTH_PATH) return send(200, TYPES['.json'], JSON.stringify({ status: 'ok' }));
    const file = path === undefined ? undefined : join(folder, path.endsWith('/') ? `${path}index.html` : path);
    const body = file?.startsWith(folder + sep) ? await readFile(file).catch(() => undefined) : undefined;
    if (body === undefined) return send(404, TYPES['.txt'], 'There is nothing at this address.');
    // Vite names files in assets/ by their content.
    const lasting = path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
    return send(200, TYPES[extname(file)] ?? 'application/octet-stream', body, { 'cache-control': lasting });
  });
}

/** The path of a request, decoded; undefined where it is none. */
function pathOf(url) {
  try {
    const path = decodeURIComponent(new URL(url, 'http://site').pathname);
    return path.includes('\0') ? undefined : path;
  } catch {
    return undefined;
  }
}

if (import.meta.main) {
  const { PORT = '8080', HOST = '127.0.0.1' } = process.env;
  const listen = /^\d+$/.test(PORT) ? { port: Number(PORT), host: HOST } : { path: PORT };
  const server = createSite(join(import.meta.dirname, 'dist-site'));
  server.on('error', (error) => {
    console.error(error.code === 'EADDRINUSE' ? `${PORT} is in use: stop what holds it, or set PORT.` : error.message);
    process.exit(1);
  });
  server.listen(listen, () => console.log(`Ready on ${listen.path ?? `http://${listen.host}:${listen.port}`}`));
  for (const signal of ['SIGTERM', 'SIGINT']) {
    process.once(signal, () => {
      server.close(() => process.exit(0));
      server.closeIdleConnections();
      setTimeout(() => server.closeAllConnections(), DRAIN_MS).unref();
    });
  }
}
