/** The server of the built application, as dist/server.js: on PORT (a number, or the path of a Unix socket) of HOST; SIGTERM drains it. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';

const DRAIN_MS = 10_000;
const { PORT = '8080', HOST = '127.0.0.1' } = process.env;
const listen = /^\d+$/.test(PORT) ? { port: Number(PORT), host: HOST } : { path: PORT };

process.env.NODE_ENV = 'production';
process.chdir(import.meta.dirname);
const { config } = JSON.parse(readFileSync('.next/required-server-files.json', 'utf8'));
// What the configuration came to when it was built: there is no next.config.ts here, and nothing that could read one.
process.env.__NEXT_PRIVATE_STANDALONE_CONFIG = JSON.stringify(config);

const next = createRequire(import.meta.url)('next');
const app = next({ dev: false, dir: import.meta.dirname, conf: config, hostname: HOST, port: 'port' in listen ? listen.port : 8080 });
await app.prepare();
const handle = app.getRequestHandler();

let draining = false;
const server = createServer((request, response) => {
  if (draining) response.setHeader('connection', 'close');
  void handle(request, response);
});
server.on('error', (error) => {
  console.error(error.code === 'EADDRINUSE' ? `${PORT} is in use: stop what holds it, or set PORT.` : error.message);
  process.exit(1);
});
server.listen(listen, () => console.log(`Ready on ${'path' in listen ? listen.path : `http://${listen.host}:${listen.port}`}`));

for (const signal of ['SIGTERM', 'SIGINT']) {
  process.once(signal, () => {
    draining = true;
    server.close(() => process.exit(0));
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), DRAIN_MS).unref();
  });
}
