// Runs in the sandbox: a service of the project, begun again whenever one of its files changes. It listens on a port of the sandbox's own
// loopback; this program passes requests on to it, and says what is wrong while it does not answer.
import { spawn } from 'node:child_process';
import { createServer, request as send } from 'node:http';
import { connect } from 'node:net';
import { listen, PROJECT, SOCKET, tell } from './channel.mjs';

const PORT = 8080;
const [program, ...args] = process.argv.slice(2);
const MOST_KEPT = 4_000;
const PAUSE_MS = 50;

let child;
let wanted = 0;
/** Why it does not answer. */
let problem = null;
let up = Promise.withResolvers();

function begin() {
  const generation = ++wanted;
  up.resolve(false);
  up = Promise.withResolvers();
  const begun = up;
  problem = null;
  const before = child;
  const start = () => {
    if (generation !== wanted) return;
    let said = '';
    const own = spawn(program, args, {
      cwd: PROJECT,
      stdio: ['ignore', 'inherit', 'pipe'],
      env: { ...process.env, PORT: String(PORT), HOST: '127.0.0.1' },
    });
    child = own;
    own.stderr.on('data', (chunk) => {
      said = (said + chunk).slice(-MOST_KEPT);
      process.stderr.write(chunk);
    });
    const ended = (why) => {
      if (generation !== wanted) return;
      problem = `The service ended (${why}). ${said.trim()}`.trim();
      const at = /(?:file:\/\/)?\/project\/([^\s:()]+):(\d+)(?::(\d+))?/.exec(said);
      tell({
        type: 'problem',
        problem: {
          kind: 'SERVER',
          message: problem,
          file: at?.[1] ?? null,
          line: at ? Number(at[2]) : null,
          column: at?.[3] ? Number(at[3]) : null,
        },
      });
      begun.resolve(false);
    };
    own.once('error', (error) => ended(error.message));
    own.once('exit', (code, signal) => ended(signal ?? `exit code ${code}`));
    waitUntilUp(generation, begun);
  };
  if (before === undefined || before.exitCode !== null || before.signalCode !== null) return start();
  before.removeAllListeners('exit');
  before.once('exit', start);
  before.kill('SIGTERM');
  setTimeout(() => before.kill('SIGKILL'), 2_000).unref();
}

function waitUntilUp(generation, begun) {
  if (generation !== wanted || problem !== null) return;
  const socket = connect(PORT, '127.0.0.1');
  socket.once('connect', () => {
    socket.destroy();
    if (generation !== wanted) return;
    begun.resolve(true);
    tell({ type: 'updated' });
  });
  socket.once('error', () => setTimeout(() => waitUntilUp(generation, begun), PAUSE_MS));
}

async function answer(request, response) {
  if (!(await up.promise) && problem === null) return answer(request, response);
  if (problem !== null) {
    response.writeHead(502, { 'content-type': 'text/plain; charset=utf-8', 'x-wissil-problem': 'SERVER' });
    return response.end(problem);
  }
  const passed = send(
    { port: PORT, host: '127.0.0.1', method: request.method, path: request.url, headers: request.headers },
    (answered) => {
      response.writeHead(answered.statusCode, answered.rawHeaders);
      answered.pipe(response);
    },
  );
  passed.on('error', (error) => {
    if (response.headersSent) return response.destroy();
    response.writeHead(502, { 'content-type': 'text/plain; charset=utf-8' }).end(`The service does not answer: ${error.message}`);
  });
  request.pipe(passed);
}

const http = createServer((request, response) => {
  answer(request, response).catch(() => response.destroy());
});
http.on('upgrade', (request, socket, head) => {
  const passed = connect(PORT, '127.0.0.1', () => {
    const { method, url, rawHeaders } = request;
    const lines = [];
    for (let at = 0; at < rawHeaders.length; at += 2) lines.push(`${rawHeaders[at]}: ${rawHeaders[at + 1]}`);
    passed.write(`${method} ${url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
    passed.write(head);
    socket.pipe(passed).pipe(socket);
  });
  passed.on('error', () => socket.destroy());
  socket.on('error', () => passed.destroy());
});

listen(({ type }) => type === 'changed' && begin());
begin();
http.listen(SOCKET, () => tell({ type: 'ready' }));
