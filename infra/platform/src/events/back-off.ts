import { setTimeout as delay } from 'node:timers/promises';

export interface BackOff {
  firstMs: number;
  longestMs: number;
}

/** Milliseconds before attempt `failures + 1`: doubled with each failure, at most `longestMs`, less up to a quarter so that instances spread out. */
export function backOffMs(failures: number, { firstMs, longestMs }: BackOff): number {
  const full = Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, 30));
  return full * (1 - Math.random() / 4);
}

/** Resolves after `ms`, or at once when the signal aborts; never rejects. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
