import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Sandbox, SandboxedProcess, SandboxEnd, SandboxMount } from '@wissil/platform/sandbox';
import type { ReleaseToRun } from '../deploy-target.ts';
import type { UnpackedImage } from './image-store.ts';

/** Of the sandbox itself, whatever an image has there. */
const SANDBOX_FOLDERS: ReadonlySet<string> = new Set(['dev', 'etc', 'proc', 'run', 'sys', 'tmp']);
const SOCKET_FOLDER = '/run/wissil';
const SOCKET = 'app.sock';
const POLL_MS = 25;
const PROBE_MS = 5_000;
const KEPT_OUTPUT = 4_000;
const MOST_IDLE_SOCKETS = 64;

export interface ReplicaParts {
  sandbox: Sandbox;
  release: ReleaseToRun;
  image: UnpackedImage;
  /** A folder with a short path, for the replica's own. */
  sockets: string;
}

/** One process of a release in a sandbox, which answers on a unix socket. */
export class Replica {
  readonly socketPath: string;
  readonly agent = new Agent({ keepAlive: true, maxFreeSockets: MOST_IDLE_SOCKETS });
  readonly ended: Promise<SandboxEnd>;
  readonly #process: SandboxedProcess;
  readonly #healthPath: string;
  #output = '';
  #underWay = 0;
  #whenIdle: (() => void) | undefined;

  /** Starts it. It is ready when `untilReady` says so. */
  static async start({ sandbox, release, image, sockets }: ReplicaParts): Promise<Replica> {
    const folder = await mkdtemp(join(sockets, 'r'));
    try {
      return new Replica(sandbox, { release, image, folder, mounts: await mountsOf(image.rootfs) });
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  private constructor(
    sandbox: Sandbox,
    { release, image, folder, mounts }: { release: ReleaseToRun; image: UnpackedImage; folder: string; mounts: readonly SandboxMount[] },
  ) {
    const { Entrypoint = [], Cmd = [], Env = [], WorkingDir } = image.config.config;
    const [program, ...args] = [...Entrypoint, ...Cmd];
    this.#healthPath = release.healthPath;
    this.socketPath = join(folder, SOCKET);
    this.#process = sandbox.start({
      command: [program ?? 'node', ...args],
      mounts: [...mounts, { from: folder, to: SOCKET_FOLDER, writable: true }],
      cwd: WorkingDir || '/',
      env: { ...Object.fromEntries(Env.map(variable)), PORT: `${SOCKET_FOLDER}/${SOCKET}` },
      onOutput: (text) => (this.#output = (this.#output + text).slice(-KEPT_OUTPUT)),
    });
    this.ended = this.#process.ended;
    void this.ended.then(async () => {
      this.agent.destroy();
      await rm(folder, { recursive: true, force: true });
    });
  }

  /** Its last words, for who has to find out why it does not run. */
  lastLines(most: number): string {
    return lastWords(this.#output, most);
  }

  /** Resolves when it answers its health path with 2xx. Rejects, in words for people, when it ends before or takes longer. */
  async untilReady(seconds: number, signal: AbortSignal): Promise<void> {
    const deadline = performance.now() + seconds * 1000;
    let end: SandboxEnd | undefined;
    void this.ended.then((ended) => (end = ended));
    let last = 'nothing listened on the socket that PORT names';
    for (;;) {
      signal.throwIfAborted();
      if (end) throw new Error(`It ended${describe(end)} before it was ready.${this.#said()}`);
      const status = await this.health(signal).catch((error: Error) => error);
      if (typeof status === 'number' && status >= 200 && status < 300) return;
      if (typeof status === 'number') last = `${this.#healthPath} answered ${status}`;
      else if ((status as NodeJS.ErrnoException).code !== 'ENOENT') last = `${this.#healthPath} did not answer: ${status.message}`;
      if (performance.now() >= deadline) throw new Error(`It was not ready within ${seconds} seconds: ${last}.${this.#said()}`);
      await pause(POLL_MS, undefined, { signal });
    }
  }

  /** The status with which it answers its health path. */
  async health(signal: AbortSignal): Promise<number> {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const options = {
      socketPath: this.socketPath,
      path: this.#healthPath,
      headers: { host: 'localhost' },
      signal: AbortSignal.any([signal, AbortSignal.timeout(PROBE_MS)]),
    };
    request(options, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .once('error', reject)
      .end();
    return promise;
  }

  /** Counts a request or connection as under way, until the returned function is called. */
  occupy(): () => void {
    this.#underWay++;
    let over = false;
    return () => {
      if (over) return;
      over = true;
      this.#underWay--;
      if (this.#underWay === 0) this.#whenIdle?.();
    };
  }

  /** Lets what is under way finish, for at most `drainMs` and not beyond the signal, and then ends it. Nothing new comes any more. */
  async retire(drainMs: number, { graceMs, signal }: { graceMs: number; signal?: AbortSignal | undefined }): Promise<void> {
    if (this.#underWay > 0) {
      const idle = new Promise<void>((resolve) => (this.#whenIdle = resolve));
      await Promise.race([idle, this.ended, pause(drainMs, undefined, { ref: false, ...(signal && { signal }) }).catch(() => undefined)]);
    }
    // A server that closes waits for idle connections too.
    this.agent.destroy();
    await this.#process.stop(graceMs);
  }

  #said(): string {
    const words = this.lastLines(8);
    return words === '' ? ' It wrote nothing.' : ` Its last words: ${words}`;
  }
}

/** Without what Node adds of itself below an error: that would push the error out. */
function lastWords(output: string, most: number): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '' && !/^\s+at .*\bnode:|^Node\.js v\d/.test(line));
  return lines.slice(-most).join('\n').trim();
}

async function mountsOf(rootfs: string): Promise<SandboxMount[]> {
  const entries = await readdir(rootfs, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && !SANDBOX_FOLDERS.has(entry.name))
    .map(({ name }) => ({ from: join(rootfs, name), to: `/${name}` }))
    .sort((a, b) => (a.to === '/usr' ? -1 : b.to === '/usr' ? 1 : 0));
}

function variable(text: string): [string, string] {
  const at = text.indexOf('=');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function describe({ code, signal, reason }: SandboxEnd): string {
  if (reason === 'memory') return ' because it took more memory than it may';
  if (reason === 'processes') return ' because it started more processes than it may';
  return signal === null ? ` with exit code ${code}` : ` by ${signal}`;
}
