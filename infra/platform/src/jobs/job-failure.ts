import { WissilError } from '../errors/index.ts';
import { type JobFailure, PermanentFailure } from './job.ts';

/** FLOW-2. */
export const MOST_ATTEMPTS = 3;

/** A job that is begun so often without an end is what ends its workers. */
export const MOST_STARTS = 25;

const LONGEST_MESSAGE = 1_000;

/** What no further attempt changes. */
const FINAL_CODES: ReadonlySet<string> = new Set(['INVALID_INPUT', 'NOT_FOUND', 'CONFLICT', 'FORBIDDEN', 'BAD_REQUEST']);

export function isFinal(error: unknown): boolean {
  return error instanceof PermanentFailure || (error instanceof WissilError && FINAL_CODES.has(error.code));
}

export function failureOf(error: unknown, system: string): JobFailure {
  const message = (error instanceof Error ? error.message : String(error)).slice(0, LONGEST_MESSAGE);
  if (error instanceof PermanentFailure) return { code: 'CONFLICT', message, remedy: error.remedy };
  if (error instanceof WissilError && isFinal(error))
    return { code: error.code, message, remedy: 'Change what the message names, and try again.' };
  const code = error instanceof WissilError ? error.code : 'INTERNAL_SERVER_ERROR';
  return { code, message, remedy: `It was tried ${MOST_ATTEMPTS} times. Try again; if it fails again, the log of ${system} says more.` };
}

export function endlessFailure(starts: number, system: string): JobFailure {
  return {
    code: 'INTERNAL_SERVER_ERROR',
    message: `It was begun ${starts} times and never came to an end.`,
    remedy: `The log of ${system} says what ended it.`,
  };
}
