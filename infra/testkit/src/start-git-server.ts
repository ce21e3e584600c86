import { execFile, spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder } from './temporary-folder.ts';

const run = promisify(execFile);

/** Bare repositories over HTTP, as IGNITION serves them: Git's own backend, and who asks is remembered. */
export interface GitServer extends AsyncDisposable {
  url: string;
  /** Values of the identity header that requests came with. */
  identities: string[];
  /** A repository with one commit of these files; returns its clone address. */
  create(name: string, files: Readonly<Record<string, string>>): Promise<string>;
  /** As somebody else pushes: writes the files on top of the newest commit. */
  push(name: string, files: Readonly<Record<string, string>>): Promise<string>;
  log(name: string): Promise<string[]>;
  show(name: string, path: string): Promise<string>;
}

/** @param options.authorization the header that every request needs; none by default */
export async function startGitServer({ authorization }: { authorization?: string } = {}): Promise<GitServer> {
  const folder = await temporaryFolder();
  const identities: string[] = [];
  const server = createServer((request, response) => {
    const identity = request.headers['x-wissil-identity'];
    if (typeof identity === 'string') identities.push(identity);
    if (authorization !== undefined && request.headers.authorization !== authorization)
      return void response.writeHead(401, { 'www-authenticate': 'Basic realm="Git"' }).end();
    serve(folder.path, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const git = async (cwd: string, ...args: string[]) =>
    (
      await run('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...args], {
        cwd,
        env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null' },
      })
    ).stdout;
  const put = async (name: string, files: Readonly<Record<string, string>>, message: string) => {
    const work = join(folder.path, 'work', name);
    await git(work, 'pull', '--quiet', 'origin', 'main').catch(() => undefined);
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(work, path)), { recursive: true });
      await writeFile(join(work, path), content);
    }
    await git(work, 'add', '--all');
    await git(work, 'commit', '--quiet', '-m', message);
    await git(work, 'push', '--quiet', 'origin', 'main');
    return (await git(work, 'rev-parse', 'HEAD')).trim();
  };
  return {
    url,
    identities,
    async create(name, files) {
      const bare = join(folder.path, `${name}.git`);
      await mkdir(join(folder.path, 'work', name), { recursive: true });
      await git(folder.path, 'init', '--quiet', '--bare', '--initial-branch=main', bare);
      await git(bare, 'config', 'http.receivepack', 'true');
      await git(join(folder.path, 'work', name), 'init', '--quiet', '--initial-branch=main');
      await git(join(folder.path, 'work', name), 'remote', 'add', 'origin', bare);
      await put(name, files, 'Begin');
      return `${url}/${name}.git`;
    },
    push: (name, files) => put(name, files, 'Change'),
    log: async (name) => (await git(join(folder.path, `${name}.git`), 'log', '--format=%an <%ae> %s', 'main')).trim().split('\n'),
    show: (name, path) => git(join(folder.path, `${name}.git`), 'show', `main:${path}`),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await folder.remove();
    },
  };
}

/** CGI, as RFC 3875 has it. */
function serve(root: string, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, search } = new URL(request.url ?? '/', 'http://git');
  const backend = spawn('git', ['http-backend'], {
    env: {
      ...process.env,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      ...(request.headers['content-encoding'] && { HTTP_CONTENT_ENCODING: request.headers['content-encoding'] }),
    },
  });
  request.pipe(backend.stdin);
  let head = Buffer.alloc(0);
  const onHead = (chunk: Buffer) => {
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end === -1) return;
    backend.stdout.off('data', onHead);
    for (const line of head.subarray(0, end).toString().split('\r\n')) {
      const [name = '', value = ''] = line.split(/: (.*)/);
      if (name.toLowerCase() === 'status') response.statusCode = Number.parseInt(value, 10);
      else response.setHeader(name, value);
    }
    response.write(head.subarray(end + 4));
    backend.stdout.pipe(response);
  };
  backend.stdout.on('data', onHead);
}
