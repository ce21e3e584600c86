import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 10;

export interface WaitOptions {
  /** Milliseconds; 5,000 by default. */
  timeout?: number;
  /** Completes "waited … for". */
  what?: string;
}

/**
 * Calls the condition until it returns something truthy, and returns that. A condition that throws is not met yet.
 * @throws after the timeout, with the condition's last error as its cause
 */
export async function waitFor<Value>(condition: () => Value | Promise<Value>, options: WaitOptions = {}): Promise<NonNullable<Value>> {
  const { timeout = 5_000, what = 'a condition' } = options;
  const deadline = performance.now() + timeout;
  let cause: unknown;
  for (;;) {
    try {
      const value = await condition();
      if (value) return value as NonNullable<Value>;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    if (performance.now() >= deadline) throw new Error(`waited ${timeout} ms for ${what}`, { cause });
    await delay(POLL_MS);
  }
}
