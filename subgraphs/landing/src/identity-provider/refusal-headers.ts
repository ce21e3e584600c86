import type { WissilError } from '@wissil/platform/errors';
import { ThrottledError } from './throttled-error.ts';

/** Soon enough for who came in the middle of a flood. */
const BUSY_SECONDS = 5;

/** When to try again, where that is what an answer is about. */
export function refusalHeaders(error: WissilError | undefined): Record<string, string> {
  if (error?.code !== 'TOO_MANY_ATTEMPTS' && error?.code !== 'UNAVAILABLE') return {};
  return { 'retry-after': String(error instanceof ThrottledError ? error.retryAfterSeconds : BUSY_SECONDS) };
}
