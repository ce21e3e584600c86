import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Sandbox, SandboxedProcess, SandboxEnd } from '@wissil/platform/sandbox';
import { z } from 'zod';
import { ProjectFault } from '../pipeline/project-fault.ts';
import { type DevServerAdapter, type EnvironmentFolders, INSIDE } from './dev-server-adapter.ts';

const PROGRAMS = fileURLToPath(new URL('./inside', import.meta.url));
const MARK = '\u001ewissil ';
const READY_MS = 90_000;
const MOST_KEPT = 8_000;
const LONGEST_LINE = 64 * 1024;

const problem = z.object({
  kind: z.enum(['BUILD', 'RUNTIME', 'SERVER']),
  message: z.string(),
  file: z.string().nullable(),
  line: z.number().int().nullable(),
  column: z.number().int().nullable(),
});
/** What is wrong with the project as it is now. */
export type DevServerProblem = z.infer<typeof problem>;

const message = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('updated') }),
  z.object({ type: z.literal('problem'), problem }),
]);
export type DevServerMessage = z.infer<typeof message>;

export type FileEvent = 'add' | 'change' | 'unlink';

export interface DevServerOptions {
  sandbox: Sandbox;
  adapter: DevServerAdapter;
  folders: EnvironmentFolders;
  /** node_modules, where there are any. */
  modules: string | undefined;
  /** A folder for the socket: its path is short, and nothing else is in it. */
  run: string;
  onMessage(message: DevServerMessage): void;
}

/** One dev server in its sandbox. Not restarted here. */
export class DevServerProcess {
  readonly socket: string;
  readonly #process: SandboxedProcess;
  readonly #ready = Promise.withResolvers<void>();
  readonly #onMessage: DevServerOptions['onMessage'];
  #output = '';
  #line = '';

  private constructor({ sandbox, adapter, folders, modules, run, onMessage }: DevServerOptions) {
    this.#onMessage = onMessage;
    this.socket = join(run, INSIDE.socket);
    this.#process = sandbox.start({
      command: adapter.command,
      cwd: INSIDE.project,
      env: { NODE_ENV: 'development', FORCE_COLOR: '0', ...adapter.env },
      mounts: [
        { from: folders.tree, to: INSIDE.project },
        ...(modules === undefined ? [] : [{ from: modules, to: `${INSIDE.project}/node_modules` }]),
        { from: PROGRAMS, to: INSIDE.programs },
        { from: folders.state, to: INSIDE.state, writable: true },
        { from: run, to: INSIDE.run, writable: true },
        ...adapter.mounts,
      ],
      limits: { memoryBytes: adapter.memoryBytes },
      stdin: true,
      onOutput: (text, stream) => (stream === 'stdout' ? this.#read(text) : this.#keep(text)),
    });
    void this.#process.ended.then((end) => this.#ready.reject(new ProjectFault(this.describe(end))));
    this.#ready.promise.catch(() => undefined);
  }

  /** @throws WissilError UNAVAILABLE without a sandbox; ProjectFault where it ends before it is ready, with what it said */
  static async start(options: DevServerOptions, signal: AbortSignal): Promise<DevServerProcess> {
    const { folders, run } = options;
    await rm(run, { recursive: true, force: true });
    for (const folder of [run, folders.state, join(folders.tree, 'node_modules')]) await mkdir(folder, { recursive: true });
    const server = new DevServerProcess(options);
    const late = setTimeout(
      () => server.#ready.reject(new ProjectFault(`The dev server was not ready within ${READY_MS / 1000} s.`)),
      READY_MS,
    );
    const abort = () => server.#ready.reject(signal.reason);
    signal.addEventListener('abort', abort);
    try {
      if (signal.aborted) abort();
      await server.#ready.promise;
      return server;
    } catch (error) {
      await server.stop();
      throw error;
    } finally {
      clearTimeout(late);
      signal.removeEventListener('abort', abort);
    }
  }

  get pid(): number {
    return this.#process.pid;
  }

  /** Never rejects. */
  get ended(): Promise<SandboxEnd> {
    return this.#process.ended;
  }

  /** The end of what it printed last. */
  get output(): string {
    return this.#output;
  }

  /** Tells of a file that IGNIS has written. */
  changed(event: FileEvent, path: string): void {
    this.#process.stdin?.write(`${JSON.stringify({ type: 'changed', event, path })}\n`);
  }

  async stop(): Promise<void> {
    await this.#process.stop(1_000);
  }

  /** How it ended, in words. */
  describe({ code, signal, reason }: SandboxEnd): string {
    const how =
      reason === 'memory'
        ? 'used more memory than it may'
        : reason === 'processes'
          ? 'had more processes than it may'
          : `ended (${signal ?? `exit code ${code}`})`;
    const said = this.#output.trim().split('\n').slice(-12).join('\n');
    return said === '' ? `The dev server ${how}.` : `The dev server ${how}:\n${said}`;
  }

  #read(text: string): void {
    const lines = (this.#line + text).split('\n');
    this.#line = (lines.pop() ?? '').slice(-LONGEST_LINE);
    for (const line of lines) {
      if (line.startsWith(MARK)) this.#receive(line.slice(MARK.length));
      else this.#keep(`${line}\n`);
    }
  }

  /** The project's own code could write such a line: it is not trusted further than that. */
  #receive(line: string): void {
    let json: unknown;
    try {
      json = JSON.parse(line);
    } catch {
      return;
    }
    const parsed = message.safeParse(json);
    if (!parsed.success) return;
    if (parsed.data.type === 'ready') this.#ready.resolve();
    this.#onMessage(parsed.data);
  }

  #keep(text: string): void {
    // eslint-disable-next-line no-control-regex -- colours of terminals
    this.#output = (this.#output + text.replace(/\u001b\[[0-9;]*m/g, '')).slice(-MOST_KEPT);
  }
}
