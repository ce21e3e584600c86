import { InvalidInputError } from '../errors/index.ts';

/** PostgreSQL's codes for text with a NUL character, as it is and as an escape in JSON. */
const NUL_CODES: readonly unknown[] = ['22021', '22P05'];

/** Its code for JSON that it cannot read: what JSON.stringify writes is refused only for half a surrogate pair. */
const INVALID_TEXT = '22P02';

/**
 * Rethrows what a statement failed with. Text that PostgreSQL cannot hold is a mistake of whoever sent it, wherever a resolver passes it on.
 * @throws InvalidInputError for such text, else the error itself
 */
export function rethrowUnstorable(error: unknown): never {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  if (NUL_CODES.includes(code) || (code === INVALID_TEXT && String(message).includes('type json'))) {
    throw new InvalidInputError([{ path: 'input', message: 'A text holds a NUL character or half of a surrogate pair: leave it out.' }]);
  }
  throw error;
}
