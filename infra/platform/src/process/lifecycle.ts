import type { Logger } from '../logging/index.ts';
import { listenForEnd } from './end-signals.ts';
import { failureSentence } from './failure-sentence.ts';

/** Milliseconds that stopping may take before the process ends regardless. */
const STOP_DEADLINE_MS = 20_000;

/**
 * Runs a server until a signal, then stops it and ends the process; a second signal ends it at once.
 * What `start` throws is printed as one sentence, and the process ends with exit code 1.
 */
export async function runUntilSignal(logger: Logger, start: () => Promise<{ stop(): Promise<void> }>): Promise<void> {
  let ending = false;
  let service: { stop(): Promise<void> } | undefined;
  const stop = async (): Promise<void> => {
    if (!service) return;
    setTimeout(() => process.exit(1), STOP_DEADLINE_MS).unref();
    await service.stop().catch((error: unknown) => {
      logger.error({ err: error }, 'something did not stop cleanly');
      process.exit(1);
    });
    process.exit(0);
  };
  listenForEnd({
    launchedBy: [],
    drain(reason) {
      ending = true;
      logger.info({ reason }, 'stopping: running requests finish first');
      void stop();
    },
    force: () => process.exit(130),
  });
  try {
    service = await start();
    if (ending) await stop();
  } catch (error) {
    process.stderr.write(`${failureSentence(error)}\n`);
    process.exit(1);
  }
}
