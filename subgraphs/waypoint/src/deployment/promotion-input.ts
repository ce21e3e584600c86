import { InvalidInputError } from '@wissil/platform/errors';

const LONGEST = 1_000;
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/u;

/**
 * What somebody has to say, trimmed; null where they say nothing.
 * @param demand what is missing when they must say something
 * @throws InvalidInputError
 */
export function parseRemark(path: string, given: string | null | undefined, demand?: string): string | null {
  const text = given?.trim() ?? '';
  const refuse = (message: string) => new InvalidInputError([{ path, message }]);
  if (text === '' && demand !== undefined) throw refuse(demand);
  if (text.length > LONGEST) throw refuse(`Write at most ${LONGEST} characters.`);
  if (CONTROL.test(text.replace(/[\n\t]/g, ''))) throw refuse('Write text without control characters.');
  return text === '' ? null : text;
}
