import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '@wissil/platform/logging';
import { WissilError } from '@wissil/platform/errors';
import type { Sandbox, SandboxEnd } from '@wissil/platform/sandbox';
import type { DevEnvironment } from '../../generated/prisma/client.ts';
import { chooseAdapter } from '../dev-server/choose-adapter.ts';
import type { EnvironmentFolders } from '../dev-server/dev-server-adapter.ts';
import { type DevServerMessage, type DevServerProblem, DevServerProcess, type FileEvent } from '../dev-server/dev-server-process.ts';
import type { EnvironmentStore, PrepareJob } from './environment-store.ts';

/** FLOW-2. */
const MOST_CRASHES = 3;
/** A dev server that has run for so long has not crashed again, but anew. */
const HEALTHY_MS = 60_000;
const LOOK_MS = 5_000;
const TELL_USE_MS = 60_000;

export interface SupervisorOptions {
  store: EnvironmentStore;
  sandbox: Sandbox;
  foldersOf: (id: string) => EnvironmentFolders;
  /** For sockets: short, and empty at the start. */
  runFolder: string;
  mostRunning: number;
  idleMs: number;
  logger: Logger;
}

interface Running {
  environment: DevEnvironment;
  modules: string | undefined;
  server: DevServerProcess;
  startedAt: number;
  usedAt: number;
  toldAt: number;
  /** Open pages. */
  sockets: number;
  crashes: number;
  problem: DevServerProblem | null;
  stopping: boolean;
}

/** The dev servers that run in this process: how many, since when unused, and begun again where they crash. */
export class EnvironmentSupervisor {
  readonly #options: SupervisorOptions;
  readonly #running = new Map<string, Running>();
  readonly #ending = new AbortController();

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  /** Looks for idle ones until it is stopped, which stops them all. */
  begin(): { stop(): Promise<void> } {
    const timer = setInterval(() => void this.#stopIdle(), Math.min(LOOK_MS, Math.max(50, this.#options.idleMs / 4)));
    return {
      stop: async () => {
        clearInterval(timer);
        this.#ending.abort(new Error('IGNIS stops'));
        await Promise.all([...this.#running.keys()].map((id) => this.stop(id)));
      },
    };
  }

  get canRun(): boolean {
    return this.#options.sandbox.kind !== 'missing';
  }

  /** What this host is missing, for the person who wants to run something. */
  get refusal(): string {
    try {
      this.#options.sandbox.start({ command: ['true'], mounts: [], cwd: '/' });
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  }

  socketOf(id: string): string | undefined {
    return this.#running.get(id)?.server.socket;
  }

  problemOf(id: string): DevServerProblem | null {
    return this.#running.get(id)?.problem ?? null;
  }

  /** Somebody looks at it or edits it. */
  use(id: string): void {
    const running = this.#running.get(id);
    if (!running) return;
    running.usedAt = Date.now();
    if (running.usedAt - running.toldAt < TELL_USE_MS) return;
    running.toldAt = running.usedAt;
    this.#options.store
      .used(id, new Date())
      .catch((error: unknown) => this.#options.logger.debug({ err: error, id }, 'a use is not written'));
  }

  /** A page has opened a socket, until it calls what this returns. */
  hold(id: string): () => void {
    const running = this.#running.get(id);
    if (!running) return () => undefined;
    running.sockets += 1;
    this.use(id);
    return () => {
      running.sockets -= 1;
      running.usedAt = Date.now();
    };
  }

  /** Tells the dev server of a file that was written; false where none runs. */
  changed(id: string, event: FileEvent, path: string): boolean {
    const running = this.#running.get(id);
    if (!running) return false;
    this.use(id);
    running.server.changed(event, path);
    return true;
  }

  /**
   * Starts its dev server, in the place of the one that runs.
   * @throws WissilError UNAVAILABLE, ProjectFault, or Error with what the dev server said
   */
  async start(environment: DevEnvironment, modules: string | undefined, signal: AbortSignal): Promise<void> {
    const { id } = environment;
    await this.stop(id);
    await this.#makeRoom();
    const running = await this.#launch(environment, modules, AbortSignal.any([signal, this.#ending.signal]));
    this.#running.set(id, running);
    this.#watch(running);
  }

  /** Ends its dev server, if it runs. */
  async stop(id: string): Promise<void> {
    const running = this.#running.get(id);
    if (!running) return;
    running.stopping = true;
    this.#running.delete(id);
    await running.server.stop();
  }

  async #launch(environment: DevEnvironment, modules: string | undefined, signal: AbortSignal): Promise<Running> {
    const { sandbox, foldersOf, runFolder } = this.#options;
    const { id, kind, key } = environment;
    const folders = foldersOf(id);
    const now = Date.now();
    const messages: DevServerMessage[] = [];
    let take = (message: DevServerMessage): void => void messages.push(message);
    await mkdir(runFolder, { recursive: true });
    const server = await DevServerProcess.start(
      {
        ...{ sandbox, folders, modules },
        adapter: await chooseAdapter(folders, kind),
        run: join(runFolder, key.slice(0, 12)),
        onMessage: (message) => take(message),
      },
      signal,
    );
    const running: Running = {
      ...{ environment, modules, server, startedAt: now, usedAt: now, toldAt: now },
      sockets: 0,
      crashes: 0,
      problem: null,
      stopping: false,
    };
    take = (message) => this.#receive(running, message);
    for (const message of messages) take(message);
    return running;
  }

  #receive(running: Running, message: DevServerMessage): void {
    if (message.type === 'ready') return;
    running.problem = message.type === 'problem' ? message.problem : null;
    this.#options.store.changed(running.environment);
  }

  #watch(running: Running): void {
    void running.server.ended.then((end) => {
      if (running.stopping) return;
      this.#restart(running, end).catch((error: unknown) =>
        this.#options.logger.error(
          { err: error, environment: running.environment.id },
          'a dev server that crashed could not be dealt with',
        ),
      );
    });
  }

  /** After a crash. */
  async #restart(crashed: Running, end: SandboxEnd): Promise<void> {
    const { store, logger } = this.#options;
    const { environment, modules, server, sockets } = crashed;
    const { id, round } = environment;
    const job: PrepareJob = { id, round };
    const crashes = Date.now() - crashed.startedAt > HEALTHY_MS ? 1 : crashed.crashes + 1;
    let why = server.describe(end);
    logger.warn({ environment: id, crashes, end }, 'a dev server crashed');
    this.#running.delete(id);
    for (let attempt = crashes; attempt <= MOST_CRASHES; attempt++) {
      if (!(await store.settle(job, 'PREPARING', `${why}\nIt is started again (${attempt} of ${MOST_CRASHES}).`))) return;
      try {
        const next = await this.#launch(environment, modules, this.#ending.signal);
        if (this.#running.has(id)) return await next.server.stop();
        Object.assign(next, { crashes: attempt, sockets });
        this.#running.set(id, next);
        this.#watch(next);
        if (!(await store.settle(job, 'READY', null))) await this.stop(id);
        return;
      } catch (error) {
        if (this.#ending.signal.aborted) return;
        why = (error as Error).message;
      }
    }
    await store.settle(job, 'FAILED', `${why}\nIt crashed ${MOST_CRASHES} times. Change what it names, and it is started again.`);
  }

  async #stopIdle(): Promise<void> {
    const { idleMs } = this.#options;
    for (const running of [...this.#running.values()]) {
      if (running.sockets > 0 || Date.now() - running.usedAt < idleMs) continue;
      await this.#retire(running, 'Nobody has used it for a while, so it was stopped. Opening it starts it again.').catch(
        (error: unknown) =>
          this.#options.logger.warn({ err: error, environment: running.environment.id }, 'an idle environment is not stopped yet'),
      );
    }
  }

  /** So many run, and no more: who has been left alone for longest makes room. */
  async #makeRoom(): Promise<void> {
    const { mostRunning } = this.#options;
    while (this.#running.size >= mostRunning) {
      const [oldest] = [...this.#running.values()].filter(({ sockets }) => sockets === 0).sort((a, b) => a.usedAt - b.usedAt);
      if (!oldest)
        throw new WissilError(
          'UNAVAILABLE',
          `${mostRunning} environments are open and in use, and no more may run here. Stop one that is not needed.`,
        );
      await this.#retire(oldest, 'It was stopped to make room for another environment. Opening it starts it again.');
    }
  }

  async #retire({ environment }: Running, message: string): Promise<void> {
    const { id, round } = environment;
    await this.stop(id);
    await this.#options.store.settle({ id, round }, 'STOPPED', message);
  }
}
