import { type ChildProcess, spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { ACCOUNT, ACCOUNT_FD, bubblewrapArguments, STATUS_FD } from './bubblewrap-arguments.ts';
import { childrenOf, treeUsage } from './process-usage.ts';
import type { SandboxedProcess, SandboxEnd, SandboxSpec } from './sandbox.ts';

const WATCH_MS = 250;
const GRACE_MS = 5_000;
/** Pages and builds of people come first. */
const NICENESS = 5;
const DEFAULT_MEMORY_BYTES = 1.5 * 1024 ** 3;
const DEFAULT_PROCESSES = 200;

/** One bubblewrap with a program in it. Everything inside ends with it, and it ends with this process. */
export class BubblewrapProcess implements SandboxedProcess {
  readonly ended: Promise<SandboxEnd>;
  readonly #child: ChildProcess;
  #reason: SandboxEnd['reason'];
  /** The first process of the sandbox, as the host knows it. */
  #init: number | undefined;
  #killed = false;

  constructor(spec: SandboxSpec) {
    const child = spawn('bwrap', bubblewrapArguments(spec), {
      stdio: [spec.stdin ? 'pipe' : 'ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
    });
    this.#child = child;
    const account = child.stdio[ACCOUNT_FD] as Writable;
    account.on('error', () => undefined);
    account.end(ACCOUNT);
    this.#readStatus(child.stdio[STATUS_FD] as Readable);
    child.stdin?.on('error', () => undefined);
    for (const name of ['stdout', 'stderr'] as const) tellOutput(child[name], (text) => spec.onOutput?.(text, name));
    if (child.pid !== undefined) setNiceness(child.pid);
    this.ended = this.#untilEnded(spec);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get stdin(): Writable | undefined {
    return this.#child.stdin ?? undefined;
  }

  async stop(graceMs = GRACE_MS): Promise<SandboxEnd> {
    this.#reason ??= 'stopped';
    const [program] = this.#init === undefined ? [] : childrenOf(this.#init);
    if (program === undefined) this.#kill();
    else signalTo(program, 'SIGTERM');
    const late = setTimeout(() => this.#kill(), graceMs);
    const end = await this.ended;
    clearTimeout(late);
    return end;
  }

  async #untilEnded({ limits = {}, signal }: SandboxSpec): Promise<SandboxEnd> {
    const { memoryBytes = DEFAULT_MEMORY_BYTES, processes = DEFAULT_PROCESSES, seconds } = limits;
    const endFor = (reason: SandboxEnd['reason']) => {
      this.#reason ??= reason;
      this.#kill();
    };
    const onAbort = () => endFor('stopped');
    const timer = seconds === undefined ? undefined : setTimeout(() => endFor('time'), seconds * 1000);
    const watch = setInterval(() => {
      const usage = treeUsage(this.pid);
      if (usage.memoryBytes > memoryBytes) endFor('memory');
      else if (usage.processes > processes) endFor('processes');
    }, WATCH_MS);
    if (signal?.aborted) onAbort();
    signal?.addEventListener('abort', onAbort);
    const { promise, resolve } = Promise.withResolvers<{ code: number | null; signal: NodeJS.Signals | null }>();
    this.#child.once('error', () => resolve({ code: null, signal: null }));
    this.#child.once('close', (code, by) => resolve({ code, signal: by }));
    const end = await promise;
    clearTimeout(timer);
    clearInterval(watch);
    signal?.removeEventListener('abort', onAbort);
    return { ...end, ...(this.#reason && { reason: this.#reason }) };
  }

  /** The sandbox's first process takes all others with it. Until it is there, killing bubblewrap could leave it behind. */
  #kill(): void {
    this.#killed = true;
    if (this.#init === undefined) return;
    signalTo(this.#init, 'SIGKILL');
    this.#child.kill('SIGKILL');
  }

  #readStatus(status: Readable): void {
    let text = '';
    status.setEncoding('utf8');
    status.on('error', () => undefined);
    status.on('data', (chunk: string) => {
      text += chunk;
      if (this.#init !== undefined) return;
      this.#init = Number(/"child-pid"\s*:\s*(\d+)/.exec(text)?.[1] ?? Number.NaN) || undefined;
      if (this.#killed) this.#kill();
    });
  }
}

function tellOutput(stream: Readable | null, tell: (text: string) => void): void {
  const decoder = new StringDecoder('utf8');
  stream?.on('data', (chunk: Buffer) => {
    const text = decoder.write(chunk);
    if (text !== '') tell(text);
  });
  stream?.on('error', () => undefined);
}

function setNiceness(pid: number): void {
  try {
    setPriority(pid, NICENESS);
  } catch {
    // It has ended already.
  }
}

function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended already.
  }
}
