import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { WissilError } from '@wissil/platform/errors';
import type { BuildOutcome, ClaimedBuild } from '../queue/build-queue.ts';
import { BuildStopped } from '../queue/build-stopped.ts';
import type { InstalledModules } from '../workspace/module-store.ts';
import type { BuildMetrics } from './build-metrics.ts';
import type { EndedPhase, PhaseStatus, ProjectPhase } from './build-phase.ts';
import { checkout, newestCommit } from './checkout.ts';
import { failureMessage } from './failure-message.ts';
import { type FinishedBuild, inputHash } from './finished-builds.ts';
import type { MeasuredSources } from './measure-output.ts';
import { measureSources } from './measure-sources.ts';
import { packageOutput } from './package-output.ts';
import type { ProjectBuilderOptions } from './project-builder.ts';
import { InfrastructureFault, ProjectFault } from './project-fault.ts';
import type { ProjectLog } from './project-log.ts';
import { CHECKS, type Check, type ProjectPlan, readPlan } from './project-plan.ts';
import { ProjectSandbox } from './project-sandbox.ts';
import type { ProjectSource } from './project-source.ts';
import type { Suggestion } from './suggestion.ts';

/** FLOW-2: what can recover is tried so often. */
const MOST_ATTEMPTS = 3;
const FIRST_RETRY_MS = 500;

/** The end of a command's output, in which its failure is looked for. */
const REMEMBERED = 64 * 1024;

export interface ProjectBuildOptions extends ProjectBuilderOptions {
  claimed: ClaimedBuild;
  source: ProjectSource;
  /** Its own, and empty. */
  folder: string;
  log: ProjectLog;
  signal: AbortSignal;
}

/** What a build begins with: a result that is there already, or a checked out commit. */
type Beginning =
  { known: FinishedBuild; tree: string | undefined } | { known: undefined; tree: string; plan: ProjectPlan; sources: MeasuredSources };

/** One run of the pipeline over one commit of a project. */
export class ProjectBuild {
  readonly #options: ProjectBuildOptions;
  readonly #app: string;
  readonly #phases: EndedPhase[] = [];
  #phase: ProjectPhase = 'checkout';
  #commit: string | null;
  /** Of what can be tried again. */
  #attempts = 1;

  constructor(options: ProjectBuildOptions) {
    this.#options = options;
    this.#app = join(options.folder, 'app');
    this.#commit = options.claimed.commit;
  }

  /** @throws the signal's reason where the build is to be left to somebody else */
  async run(): Promise<BuildOutcome> {
    try {
      return await this.#pipeline();
    } catch (error) {
      return this.#failed(error);
    }
  }

  async #pipeline(): Promise<BuildOutcome> {
    const { source, folder, artifacts, signal, log } = this.#options;
    const begun = await this.#run('checkout', () => this.#withAttempts(() => this.#begin()));
    if (begun.known) return this.#reuse(begun.known, begun.tree);
    const { plan, sources, tree } = begun;
    const modules = await this.#run('install', () => this.#withAttempts(() => this.#install()), installed);
    const sandbox = await ProjectSandbox.open({ ...this.#options, folder: this.#app, modules, scratch: join(folder, 'scratch') });
    for (const check of CHECKS) {
      const line = plan.commands[check];
      if (line === null) await this.#end(check, { status: 'SKIPPED', message: 'The project has no script for it.' });
      else await this.#run(check, () => this.#check(check, line, sandbox));
    }
    const packaged = await this.#run('package', () =>
      packageOutput({ ...this.#options, app: this.#app, plan, modules, sandbox, report: join(folder, 'report'), artifacts, signal, log }),
    );
    const { artifact, suggestions } = packaged;
    const healthPath = plan.healthPath ?? source.healthPath;
    log.line(`artifact ${artifact.digest}, ${artifact.sizeBytes} bytes`);
    return this.#succeeded({
      metrics: packaged.metrics(sources, this.#phases),
      suggestions,
      artifact: { ...artifact, command: plan.run.command, healthPath },
      inputHash: inputHash(tree),
    });
  }

  /** The commit, and whether it or another one of the same content has been built before. */
  async #begin(): Promise<Beginning> {
    const { claimed, source, signal, finished, folder, headersFor } = this.#options;
    const { cloneUrl } = source;
    const headers = await headersFor(cloneUrl);
    this.#commit ??= await newestCommit(cloneUrl, claimed.branch ?? 'main', { folder, signal, headers });
    const known = await finished.of(claimed.projectId, { commit: this.#commit });
    if (known) return { known, tree: undefined };
    const tree = await checkout({ cloneUrl, commit: this.#commit, folder: this.#app }, { headers, signal });
    this.#options.log.line(`commit ${this.#commit}, tree ${tree}`);
    const same = await finished.of(claimed.projectId, { tree });
    if (same) return { known: same, tree };
    return { known: undefined, tree, plan: await readPlan(this.#app, source.kind), sources: await measureSources(this.#app) };
  }

  #install(): Promise<InstalledModules | undefined> {
    const { modules, signal, log } = this.#options;
    return modules.install(this.#app, { signal, onOutput: (text) => log.write(text) });
  }

  async #check(check: Check, line: string, sandbox: ProjectSandbox): Promise<void> {
    const { log, signal, limits } = this.#options;
    log.line(`$ ${line}`);
    let output = '';
    const onOutput = (text: string) => {
      output = (output + text).slice(-REMEMBERED);
      log.write(text);
    };
    const end = await sandbox.run({ line, signal, onOutput });
    signal.throwIfAborted();
    if (end.code !== 0 || end.reason) throw new ProjectFault(failureMessage({ check, end, output, limits }));
  }

  /** What had to be fetched and did not answer is tried again; what is wrong with the project is not. */
  async #withAttempts<Result>(work: () => Promise<Result>): Promise<Result> {
    const { signal, log } = this.#options;
    for (this.#attempts = 1; ; this.#attempts++) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof InfrastructureFault) || this.#attempts >= MOST_ATTEMPTS) throw error;
        log.line(`attempt ${this.#attempts} of ${MOST_ATTEMPTS}: ${error.message}; trying again`);
        await delay(FIRST_RETRY_MS * 4 ** (this.#attempts - 1), undefined, { signal });
      }
    }
  }

  async #run<Result>(phase: ProjectPhase, work: () => Promise<Result>, ended: (result: Result) => Ended = succeeded): Promise<Result> {
    const { log } = this.#options;
    this.#phase = phase;
    log.line(`── ${phase}`);
    await this.#tell();
    const begun = performance.now();
    const durationMs = () => Math.round((performance.now() - begun) * 1000) / 1000;
    try {
      const result = await work();
      await this.#end(phase, { ...ended(result), durationMs: durationMs() });
      return result;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#phases.push({ name: phase, status: 'FAILED', durationMs: durationMs(), message });
      throw error;
    }
  }

  async #end(name: ProjectPhase, { status, message, durationMs = 0 }: Ended & { durationMs?: number }): Promise<void> {
    this.#phases.push({ name, status, durationMs, message });
    if (status === 'SKIPPED') this.#options.log.line(`── ${name}: ${message ?? 'skipped'}`);
  }

  /** @throws Error where another worker has the build now */
  async #tell(): Promise<void> {
    const { queue, claimed, log, signal } = this.#options;
    signal.throwIfAborted();
    const progress = { commit: this.#commit, phase: this.#phase, phases: this.#phases, log: log.text };
    if (!(await queue.progress(claimed, progress))) throw new Error('another worker has taken the build');
  }

  #reuse(known: FinishedBuild, tree: string | undefined): BuildOutcome {
    const message = `Nothing has changed since build #${known.number}: its result is this build’s.`;
    for (const name of ['install', ...CHECKS, 'package']) this.#phases.push({ name, status: 'SKIPPED', durationMs: 0, message });
    this.#options.log.line(message);
    return this.#succeeded({
      metrics: known.metrics as unknown as BuildMetrics,
      suggestions: known.suggestions as unknown as Suggestion[],
      artifact: known.artifact,
      inputHash: tree === undefined ? (known.inputHash ?? '') : inputHash(tree),
      reusedFromId: known.reusedFromId ?? known.id,
    });
  }

  #succeeded(result: Omit<Extract<BuildOutcome, { ok: true }>, 'ok' | 'log' | 'digest'>): BuildOutcome {
    const { log } = this.#options;
    const { digest, sizeBytes, command, healthPath } = result.artifact ?? { digest: '', sizeBytes: 0, command: [], healthPath: '/' };
    return {
      ...result,
      ok: true,
      artifact: { digest, sizeBytes, command, healthPath },
      digest,
      commit: this.#commit,
      phases: this.#phases,
      log: log.text,
    };
  }

  #failed(error: unknown): BuildOutcome {
    const { log, signal, logger, claimed } = this.#options;
    const reason: unknown = signal.reason;
    if (signal.aborted && !(reason instanceof BuildStopped)) throw reason;
    const stopped = signal.aborted ? (reason as BuildStopped) : undefined;
    const expected = error instanceof ProjectFault || error instanceof InfrastructureFault || error instanceof WissilError;
    if (!stopped && !expected) throw error;
    const message = stopped?.message ?? (error as Error).message;
    if (!stopped && !(error instanceof ProjectFault))
      logger.warn({ err: error, build: claimed.number }, 'a build failed for what it needs');
    log.line(`error: ${message}`);
    const phases = stopped ? this.#phases.map((phase) => (phase.status === 'FAILED' ? { ...phase, message } : phase)) : this.#phases;
    const outcome = { ok: false as const, error: message, commit: this.#commit, phase: this.#phase, phases, log: log.text };
    return error instanceof InfrastructureFault && !stopped ? { ...outcome, incident: this.#incident() } : outcome;
  }

  #incident(): { attempts: number; remedy: string } {
    const remedy =
      this.#phase === 'install'
        ? 'See whether the machine that runs IGNIS reaches the package registry, then start the build again.'
        : 'See whether the repository of the project answers (IGNITION, or GitHub), then start the build again.';
    return { attempts: this.#attempts, remedy };
  }
}

interface Ended {
  status: PhaseStatus;
  message: string | null;
}

function succeeded(): Ended {
  return { status: 'SUCCEEDED', message: null };
}

function installed(modules: InstalledModules | undefined): Ended {
  if (!modules) return { status: 'SKIPPED', message: 'The project has no dependencies.' };
  return { status: 'SUCCEEDED', message: modules.kept ? 'The packages were there already.' : null };
}
