import type { Logger } from '../logging/index.ts';

/** Milliseconds that stopping may take before the process ends regardless. */
const STOP_DEADLINE_MS = 20_000;

/**
 * Runs a server until SIGINT or SIGTERM, then stops it and ends the process; a second signal ends it at once.
 * What `start` throws is printed as one sentence (its message), and the process ends with exit code 1.
 */
export async function runUntilSignal(logger: Logger, start: () => Promise<{ stop(): Promise<void> }>): Promise<void> {
  let stopping = false;
  let service: { stop(): Promise<void> } | undefined;
  const stop = async (code: number): Promise<never> => {
    stopping = true;
    const cut = setTimeout(() => process.exit(1), STOP_DEADLINE_MS);
    cut.unref();
    try {
      await service?.stop();
    } catch (error) {
      logger.error({ err: error }, 'something did not stop cleanly');
      code = 1;
    }
    process.exit(code);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(1);
      logger.info({ signal }, 'stopping: running requests finish first');
      void stop(0);
    });
  }
  try {
    service = await start();
  } catch (error) {
    process.stderr.write(`${sentence(error)}\n`);
    logger.debug({ err: error }, 'could not start');
    await stop(1);
  }
}

/** What a person needs to know of a failed start. */
function sentence(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, port, address } = error as NodeJS.ErrnoException & { port?: number; address?: string };
  if (code === 'EADDRINUSE') return `Port ${port} on ${address} is in use by another program: stop it, or choose another port in the settings.`;
  if (code === 'EACCES' && port !== undefined) return `Port ${port} may not be opened by this user: choose a port above 1023.`;
  return error.message;
}
