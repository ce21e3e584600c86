import { setTimeout as delay } from 'node:timers/promises';
import { type EmbeddedPostgresOptions, startEmbeddedPostgres } from './start-embedded-postgres.ts';

const LONGEST_PAUSE_MS = 5_000;

/**
 * Runs the embedded PostgreSQL and starts it again, at the same address, whenever it ends without having been told to.
 * @throws {DatabaseError} where it cannot run the first time
 */
export async function keepEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<{ url: string; stop(): Promise<void> }> {
  const stopped = new AbortController();
  let server = await startEmbeddedPostgres(options);
  const { url, port } = server;

  const startAgain = async () => {
    for (let pause = 50; !stopped.signal.aborted; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      try {
        await server.stop();
        server = await startEmbeddedPostgres({ ...options, port });
        return;
      } catch (error) {
        options.logger?.warn({ err: error }, 'the embedded PostgreSQL does not start again yet');
        await delay(pause, undefined, { signal: stopped.signal }).catch(() => {});
      }
    }
  };
  const keep = async () => {
    for (;;) {
      await server.exited;
      if (stopped.signal.aborted) return;
      options.logger?.warn({ port }, 'the embedded PostgreSQL ended unexpectedly and is started again');
      await startAgain();
      if (stopped.signal.aborted) return server.stop();
    }
  };
  const keeping = keep();
  return {
    url,
    async stop() {
      stopped.abort();
      await server.stop();
      await keeping;
    },
  };
}
