import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

export interface ProcessOptions {
  name: string;
  script: string;
  nodeFlags?: readonly string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** What the process sends by its channel. */
  onMessage?(message: unknown): void;
  /** Told about every unwanted end, and when the next attempt comes. */
  onCrash(crash: { name: string; pid: number | undefined; reason: string; restartInMs: number }): void;
}

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 10_000;
/** A process that ran this long is healthy: its next crash waits the shortest delay again. */
const HEALTHY_AFTER_MS = 30_000;
const DRAIN_DEADLINE_MS = 15_000;
const endWithParent = new URL('./end-with-parent.ts', import.meta.url).href;

/** Keeps one Node process running: starts it again after a crash, with a delay that doubles from 250 ms to 10 s. */
export class SupervisedProcess {
  readonly #options: ProcessOptions;
  #child: ChildProcess | undefined;
  #restart: NodeJS.Timeout | undefined;
  #delayMs = FIRST_DELAY_MS;
  #stopping = false;

  constructor(options: ProcessOptions) {
    this.#options = options;
  }

  get name(): string {
    return this.#options.name;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  start(): void {
    const { cwd, env, name, nodeFlags = [], script } = this.#options;
    const startedAt = performance.now();
    const child = spawn(process.execPath, [...nodeFlags, `--import=${endWithParent}`, script], {
      cwd,
      env,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      // A group of its own: a Ctrl-C at the terminal reaches the supervisor alone, which then stops its children once.
      detached: true,
    });
    this.#child = child;
    child.once('error', () => undefined);
    child.on('message', (message) => this.#options.onMessage?.(message));
    child.once('exit', (code, signal) => {
      this.#child = undefined;
      if (this.#stopping) return;
      if (performance.now() - startedAt > HEALTHY_AFTER_MS) this.#delayMs = FIRST_DELAY_MS;
      this.#options.onCrash({ name, pid: child.pid, reason: signal ?? `exit code ${code}`, restartInMs: this.#delayMs });
      this.#restart = setTimeout(() => this.start(), this.#delayMs);
      this.#delayMs = Math.min(this.#delayMs * 2, LONGEST_DELAY_MS);
    });
  }

  /** Resolves once the process has drained; after 15 s it is killed. */
  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#restart);
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    const deadline = setTimeout(() => child.kill('SIGKILL'), DRAIN_DEADLINE_MS);
    await gone;
    clearTimeout(deadline);
  }

  kill(): void {
    this.#stopping = true;
    clearTimeout(this.#restart);
    this.#child?.kill('SIGKILL');
  }
}
