import { execFile, spawn } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { createGunzip } from 'node:zlib';
import { IDENTITY_HEADER } from '@wissil/platform/auth';
import { temporaryFolder } from '@wissil/testkit';

const run = promisify(execFile);

const ENV = {
  PATH: process.env['PATH'],
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.org',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.org',
};

export type Files = Readonly<Record<string, string | Buffer | null>>;

/** Repositories as IGNITION serves them: smart HTTP by git itself, to services of the installation. */
export interface RepositoryHost extends AsyncDisposable {
  url: string;
  /** Requests that got no answer but 503, from now on. */
  failNext(requests: number): void;
  /** Those that have come so far. */
  requests: number;
  cloneUrl(slug: string): string;
  /** Commits the files over those that are there (null removes one), and pushes them to `main`. */
  commit(slug: string, files: Files): Promise<string>;
}

export async function startRepositoryHost(): Promise<RepositoryHost> {
  const folder = await temporaryFolder();
  let failing = 0;
  let requests = 0;
  const server = createServer((request, response) => {
    requests++;
    if (failing > 0) {
      failing--;
      response.writeHead(503).end();
    } else if (!isService(request)) response.writeHead(401, { 'www-authenticate': 'Basic' }).end();
    else serve(folder.path, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    get requests() {
      return requests;
    },
    failNext: (count) => void (failing = count),
    cloneUrl: (slug) => `${url}/git/${slug}.git`,
    async commit(slug, files) {
      const [bare, work] = [join(folder.path, 'git', `${slug}.git`), join(folder.path, 'work', slug)];
      const git = async (...words: string[]) => (await run('git', words, { cwd: work, env: ENV })).stdout.trim();
      if ((await mkdir(work, { recursive: true })) !== undefined) {
        await run('git', ['init', '-q', '--bare', '-b', 'main', bare], { env: ENV });
        await git('init', '-q', '-b', 'main');
        await git('remote', 'add', 'origin', bare);
      }
      for (const [path, content] of Object.entries(files)) {
        await mkdir(dirname(join(work, path)), { recursive: true });
        if (content === null) await rm(join(work, path), { force: true });
        else await writeFile(join(work, path), content);
      }
      await git('add', '-A');
      await git('commit', '-q', '--allow-empty', '-m', 'A change');
      await git('push', '-q', 'origin', 'main');
      return git('rev-parse', 'HEAD');
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await folder.remove();
    },
  };
}

function isService({ headers }: IncomingMessage): boolean {
  const claims = String(headers[IDENTITY_HEADER] ?? '').split('.')[1] ?? '';
  return Buffer.from(claims, 'base64url').toString().includes('"kind":"service"');
}

function serve(root: string, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, search } = new URL(request.url ?? '/', 'http://localhost');
  const backend = spawn('git', ['http-backend'], {
    env: {
      ...ENV,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  backend.stdin.on('error', () => undefined);
  (request.headers['content-encoding'] === 'gzip' ? request.pipe(createGunzip()) : request).pipe(backend.stdin);
  const chunks: Buffer[] = [];
  backend.stdout.on('data', (chunk: Buffer) => void chunks.push(chunk));
  backend.once('close', () => {
    const answer = Buffer.concat(chunks);
    const end = answer.indexOf('\r\n\r\n');
    const headers = answer.subarray(0, end).toString().split('\r\n');
    let status = 200;
    for (const header of headers) {
      const [name = '', value = ''] = header.split(/: (.*)/s);
      if (name === 'Status') status = Number.parseInt(value, 10);
      else response.setHeader(name, value);
    }
    response.writeHead(status).end(answer.subarray(end + 4));
  });
}
