import type { Environment } from '@wissil/platform/config';
import { failureSentence, listenForEnd } from '@wissil/platform/process';
import { parseStartOptions, type StartConfig } from './config.ts';

export interface Running {
  /** The one address to open. */
  url: string;
  /** What the person at the terminal has to know besides. */
  announcements?: readonly string[];
  /** Finishes what runs, stops everything that was started. */
  stop(): Promise<void>;
  /** Ends at once what would outlive this process. */
  kill(): void;
}

export interface RunOptions {
  argv: readonly string[];
  env: Environment;
  onReady(): void;
}

/** From the command line to the ready line, and from the first signal to the last exit. Never throws: a failure is a sentence and exit code 1. */
export async function run({ argv, env, onReady }: RunOptions): Promise<void> {
  let running: Running | undefined;
  let draining = false;
  let drained: Promise<void> | undefined;
  const drain = async () => {
    if (!running) return;
    drained ??= running.stop().then(() => process.exit(0), fail);
    await drained;
  };
  try {
    const { config, launchedBy } = parseStartOptions(argv, env);
    listenForEnd({
      launchedBy,
      drain(reason) {
        draining = true;
        process.stderr.write(`Stopping (${reason}): what runs is finished first; once more to stop at once.\n`);
        void drain();
      },
      force() {
        running?.kill();
        process.exit(130);
      },
    });
    running = await start(config, env);
    if (draining) return await drain();
    process.stdout.write(`WISSIL is ready after ${(performance.now() / 1000).toFixed(1)} s: ${running.url}\n`);
    for (const sentence of running.announcements ?? []) process.stdout.write(`${sentence}\n`);
    onReady();
  } catch (error) {
    fail(error);
  }
}

async function start(config: StartConfig, env: Environment): Promise<Running> {
  if (config.topology === 'processes') return (await import('./processes/start-processes.ts')).startProcesses(config, env);
  return (await import('./together/start-together.ts')).startTogether(config, env);
}

function fail(error: unknown): never {
  process.stderr.write(`${failureSentence(error)}\n`);
  process.exit(1);
}
