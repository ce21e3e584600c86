// Runs in the sandbox: the project's own Vite, on a unix socket, without a watcher. IGNIS writes the files, and says so.
import { createServer as createHttpServer } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { listen, problemOf, PROJECT, SOCKET, tell } from './channel.mjs';

const require = createRequire(join(PROJECT, 'package.json'));
const { createServer } = await import(pathToFileURL(require.resolve('vite')));

/** Errors of the running page: shown over it, and told to IGNIS. */
const RUNTIME = `
const show = (error, fallback) => {
  const message = error?.message ?? String(fallback ?? error);
  const stack = error?.stack ?? '';
  import.meta.hot?.send('wissil:problem', { message, stack });
  const Overlay = customElements.get('vite-error-overlay');
  if (!Overlay || document.querySelector('vite-error-overlay')) return;
  document.body.append(new Overlay({ message, stack, id: '', frame: '', plugin: '', loc: undefined }));
};
addEventListener('error', (event) => show(event.error, event.message));
addEventListener('unhandledrejection', (event) => show(event.reason));
import.meta.hot?.on('vite:beforeUpdate', () => document.querySelector('vite-error-overlay')?.remove());
`;

const RUNTIME_ID = '/@wissil-runtime';

const runtime = {
  name: 'wissil:runtime',
  configResolved(config) {
    // Null among the options gives way to the project's own `server`, which would have each change come twice.
    config.server.watch = null;
  },
  resolveId: (id) => (id === RUNTIME_ID ? id : undefined),
  load: (id) => (id === RUNTIME_ID ? RUNTIME : undefined),
  transformIndexHtml: () => [{ tag: 'script', attrs: { type: 'module', src: RUNTIME_ID }, injectTo: 'head-prepend' }],
};

const http = createHttpServer();
const server = await createServer({
  root: PROJECT,
  configLoader: 'runner',
  cacheDir: '/state/vite',
  clearScreen: false,
  server: {
    middlewareMode: true,
    // IGNIS has looked at Host and Origin already.
    allowedHosts: true,
    cors: false,
    hmr: { server: http },
    ws: { server: http },
  },
  plugins: [runtime],
});

const { hot } = server.environments.client;
const send = hot.send.bind(hot);
hot.send = (...args) => {
  const [payload] = args;
  if (payload?.type === 'error') tell({ type: 'problem', problem: problemOf('BUILD', payload.err) });
  else if (payload?.type === 'update' || payload?.type === 'full-reload') tell({ type: 'updated' });
  return send(...args);
};
hot.on('wissil:problem', ({ message, stack }) => {
  const [, path, line, column] = /https?:\/\/[^/\s]+\/(?!@|node_modules)([^\s?:]+)[^\s:]*:(\d+):(\d+)/.exec(stack ?? '') ?? [];
  const loc = path === undefined ? undefined : { file: join(PROJECT, path), line: Number(line), column: Number(column) };
  tell({ type: 'problem', problem: problemOf('RUNTIME', { message, loc }) });
});

/** Until the server has begun again, changes have nobody to go to. */
listen(({ type, event, path }) => {
  if (type !== 'changed') return;
  server.watcher.emit(event, join(PROJECT, path));
  server.watcher.emit('all', event, join(PROJECT, path));
});

http.on('request', server.middlewares);
http.listen(SOCKET, () => tell({ type: 'ready' }));
