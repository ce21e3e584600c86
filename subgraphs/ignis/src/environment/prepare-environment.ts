import { stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { WissilError } from '@wissil/platform/errors';
import type { JobHandler } from '@wissil/platform/jobs';
import type { Logger } from '@wissil/platform/logging';
import type { DevEnvironment } from '../../generated/prisma/client.ts';
import { InfrastructureFault, ProjectFault } from '../pipeline/project-fault.ts';
import type { ModuleStore } from '../workspace/module-store.ts';
import type { EnvironmentFiles } from './environment-files.ts';
import type { StepName } from './environment-steps.ts';
import type { EnvironmentStore, PrepareJob } from './environment-store.ts';
import type { EnvironmentSupervisor } from './environment-supervisor.ts';
import type { EnvironmentTheme } from './environment-theme.ts';

export interface PrepareOptions {
  store: EnvironmentStore;
  files: EnvironmentFiles;
  modules: ModuleStore;
  supervisor: EnvironmentSupervisor;
  theme: EnvironmentTheme;
  logger: Logger;
}

const CHECKED_OUT = 'checked-out';

/**
 * Makes an environment ready: its files, its packages, its dev server. Each part bears being done again, so that a job that was cut off is
 * simply run again; edits that are not committed stay.
 */
export function prepareEnvironment(options: PrepareOptions): JobHandler<PrepareJob> {
  const { store, files, modules, supervisor, theme, logger } = options;

  const step = async <Result>(job: PrepareJob, name: StepName, work: () => Promise<Result>): Promise<Result> => {
    const begun = performance.now();
    const told = (status: 'RUNNING' | 'SUCCEEDED' | 'FAILED') =>
      store.step(job, { name, status, durationMs: status === 'RUNNING' ? null : Math.round(performance.now() - begun) });
    await told('RUNNING');
    try {
      const result = await work();
      await told('SUCCEEDED');
      return result;
    } catch (error) {
      await told('FAILED');
      throw error;
    }
  };

  const checkout = async (environment: DevEnvironment, signal: AbortSignal): Promise<void> => {
    const mark = join(dirname(files.foldersOf(environment.id).tree), CHECKED_OUT);
    if (await isThere(mark)) {
      // Others may have pushed meanwhile; that they cannot be asked now is no reason not to go on.
      await files.follow(environment, signal).catch((error: unknown) => {
        if (!(error instanceof InfrastructureFault || error instanceof ProjectFault)) throw error;
        logger.warn({ err: error, environment: environment.id }, 'the repository of an environment does not answer; it is opened as it is');
      });
      return;
    }
    await files.clone(environment, signal);
    await writeFile(mark, '');
  };

  const prepare = async (job: PrepareJob, environment: DevEnvironment, signal: AbortSignal): Promise<void> => {
    await step(job, 'checkout', () => checkout(environment, signal));
    if (!supervisor.canRun) throw new ProjectFault(supervisor.refusal);
    const installed = await step(job, 'install', () =>
      modules.install(files.foldersOf(environment.id).tree, { signal, onOutput: () => undefined }),
    );
    await step(job, 'start', async () => {
      await theme.apply(environment);
      await supervisor.start(environment, installed?.folder, signal);
    });
    if (!(await store.settle(job, 'READY', null))) await supervisor.stop(environment.id);
  };

  return {
    async run({ payload, signal }) {
      const environment = await store.find(payload.id);
      if (environment?.round !== payload.round || environment.status === 'STOPPED') return;
      try {
        await prepare(payload, environment, signal);
      } catch (error) {
        signal.throwIfAborted();
        // What the project itself is to blame for concerns who edits it, and no administrator.
        if (error instanceof InfrastructureFault) throw error;
        if (error instanceof WissilError || error instanceof ProjectFault) {
          await store.settle(payload, 'FAILED', error.message);
          return;
        }
        throw error;
      }
    },
    async giveUp({ payload }, { message, remedy }) {
      await store.settle(payload, 'FAILED', `${message} ${remedy}`);
    },
  };
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
