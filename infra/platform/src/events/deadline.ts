import { backOffMs, pause } from './back-off.ts';
import { BusUnavailableError } from './bus-errors.ts';

const retryBackOff = { firstMs: 25, longestMs: 500 };

export interface Deadline {
  ms: number;
  /** Completes "… within n ms": `PostgreSQL did not store the events`. */
  failure: string;
  isRetryable(error: unknown): boolean;
}

/**
 * Runs the operation, and runs it again with back-off while it fails with a retryable error and the deadline has not passed. The
 * operation must be harmless to repeat.
 * @throws BusUnavailableError at the deadline, with the last failure as its cause; other errors of the operation as they are.
 */
export async function retryUntil<Result>(deadline: Deadline, operation: () => Promise<Result>): Promise<Result> {
  const expired = new AbortController();
  let last: unknown;
  const timer = setTimeout(() => expired.abort(), deadline.ms);
  const timeout = new Promise<never>((_, reject) => {
    expired.signal.addEventListener('abort', () =>
      reject(
        new BusUnavailableError(`${deadline.failure} within ${deadline.ms} ms${last instanceof Error ? `: ${last.message}` : ''}.`, {
          cause: last,
        }),
      ),
    );
  });
  const attempts = async (): Promise<Result> => {
    for (let failures = 1; ; failures++) {
      try {
        return await operation();
      } catch (error) {
        if (expired.signal.aborted || !deadline.isRetryable(error)) throw error;
        last = error;
        await pause(backOffMs(failures, retryBackOff), expired.signal);
        if (expired.signal.aborted) throw error;
      }
    }
  };
  try {
    return await Promise.race([attempts(), timeout]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Runs the operation once.
 * @throws BusUnavailableError where it fails or takes longer than `ms`.
 */
export async function attempt<Result>({ ms, failure }: { ms: number; failure: string }, operation: () => Promise<Result>): Promise<Result> {
  try {
    return await retryUntil({ ms, failure, isRetryable: () => false }, operation);
  } catch (error) {
    throw error instanceof BusUnavailableError
      ? error
      : new BusUnavailableError(`${failure}: ${(error as Error).message}`, { cause: error });
  }
}
