import { setTimeout as delay } from 'node:timers/promises';

export interface RegularOptions {
  /** From the end of the work to its next beginning. */
  everyMs: number;
  /** Before the first time; default 0. */
  firstMs?: number;
  /** Hears of what failed; it is done again the next time. */
  onError(error: unknown): void;
}

/**
 * Does the work again and again until it is stopped.
 * @param work is told by the signal that it is to stop
 * @returns `stop` resolves when the work that has begun is done
 */
export function regularly(
  work: (signal: AbortSignal) => Promise<unknown>,
  { everyMs, firstMs = 0, onError }: RegularOptions,
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  const pause = (ms: number) => delay(ms, undefined, { signal }).catch(() => undefined);
  const running = (async () => {
    if (firstMs > 0) await pause(firstMs);
    while (!signal.aborted) {
      await work(signal).catch(onError);
      await pause(everyMs);
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
