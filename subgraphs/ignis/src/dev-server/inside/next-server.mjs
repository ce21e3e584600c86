// Runs in the sandbox: the project's own Next.js, on a unix socket. Its watcher sees what IGNIS writes: the folder is a mount of the same files.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { listen, problemOf, PROJECT, SOCKET, tell } from './channel.mjs';

process.chdir(PROJECT);
process.env.NODE_ENV = 'development';
process.env.NEXT_TELEMETRY_DISABLED = '1';

const next = createRequire(join(PROJECT, 'package.json'))('next');
const http = createServer();
const app = next({ dev: true, dir: PROJECT, hostname: 'localhost', port: 80 });
const handle = app.getRequestHandler();
http.on('request', (request, response) => {
  handle(request, response).catch((error) => {
    tell({ type: 'problem', problem: problemOf('BUILD', error) });
    response.destroy();
  });
});
listen(({ type }) => type === 'changed' && tell({ type: 'updated' }));

await app.prepare();
const upgrade = app.getUpgradeHandler();
http.on('upgrade', (request, socket, head) => upgrade(request, socket, head).catch(() => socket.destroy()));
http.listen(SOCKET, () => tell({ type: 'ready' }));
