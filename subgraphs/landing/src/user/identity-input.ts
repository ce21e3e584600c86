import { InvalidInputError } from '@wissil/platform/errors';
import { z } from 'zod';

/** Control characters, and those that make a text read otherwise than it is written. */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/u;

/** RFC 5321, 4.5.3.1.3: 256 with the angle brackets. */
const LONGEST_EMAIL = 254;

/** How people are known: in lower case. */
export const email = z
  .string()
  .trim()
  .max(LONGEST_EMAIL, `An e-mail address has at most ${LONGEST_EMAIL} characters.`)
  .toLowerCase()
  .pipe(z.email('Write an e-mail address such as ada@example.org.'));

/** One line that people read. */
export const lineOf = (longest: number) =>
  z
    .string()
    .trim()
    .min(1, 'Write at least one character.')
    .max(longest, `Write at most ${longest} characters.`)
    .refine((text) => !UNSEEN.test(text), 'Write one line without control characters.');

export const personName = lineOf(80);

/** @throws InvalidInputError with every problem at once */
export function parseInput<Output>(schema: z.ZodType<Output>, input: unknown): Output {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new InvalidInputError(parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message })));
}
