import { InvalidInputError } from '@wissil/platform/errors';
import { z } from 'zod';
import { checkSources } from './component-source.ts';

export interface SaveComponent {
  /** PascalCase. */
  name: string;
  description: string;
  /** Name.tsx, Name.test.tsx and Name.stories.tsx. */
  source: string;
  tests: string;
  stories: string;
  /** The number of the latest version that the caller saw, 0 for a component that is new; any where it is not given. */
  expectedVersion?: number | null | undefined;
  /** The generation that it came from. */
  generation?: string | null | undefined;
  /** Whether it may come from one that could not be verified. */
  acceptUnverified?: boolean | null | undefined;
}

/** Bytes of UTF-8 of one file, and of the three as JSON: they travel in one event. */
const LARGEST_FILE = 256 * 1024;
const LARGEST_TOGETHER = 480 * 1024;

/** One of the three files. */
export const sourceFile = z
  .string()
  .refine((text) => text.trim() !== '', 'This file is empty.')
  .refine((text) => Buffer.byteLength(text) <= LARGEST_FILE, `This file is larger than ${LARGEST_FILE / 1024} KiB.`)
  .refine((text) => !text.includes('\0') && text.isWellFormed(), 'This file holds a NUL character or half of a surrogate pair.');

const schema = z
  .object({
    name: z
      .string()
      .trim()
      .regex(
        /^[A-Z][A-Za-z0-9]{0,63}$/,
        'A component is named in PascalCase: 1 to 64 letters and digits, beginning with a capital letter, such as TextField.',
      ),
    description: z
      .string()
      .trim()
      .min(1, 'Say in a sentence what the component is for.')
      .max(500, 'At most 500 characters.')
      .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'Control characters and halves of surrogate pairs are not allowed.'),
    source: sourceFile,
    tests: sourceFile,
    stories: sourceFile,
    generation: z
      .string()
      .regex(/^gen_[a-z0-9]+$/, 'This is not the id of a generation.')
      .nullish(),
    acceptUnverified: z.boolean('Say true or false.').nullish(),
    expectedVersion: z.int().min(0, 'A version number is 0 or more.').nullish(),
  })
  .refine(({ source, tests, stories }) => Buffer.byteLength(JSON.stringify([source, tests, stories])) <= LARGEST_TOGETHER, {
    path: ['source'],
    message: `The three files together are larger than ${LARGEST_TOGETHER / 1024} KiB.`,
  });

/** @throws InvalidInputError with everything that is wrong at once; syntax is looked at where the rest is right */
export async function parseSaveComponent(input: unknown): Promise<SaveComponent> {
  const parsed = schema.safeParse(input);
  if (!parsed.success)
    throw new InvalidInputError(parsed.error.issues.map(({ path, message }) => ({ path: path.join('.') || 'input', message })));
  const problems = await checkSources(parsed.data.name, parsed.data);
  if (problems.length > 0) throw new InvalidInputError(problems);
  return parsed.data;
}

/** `TextField` → `text-field`, `URLField` → `url-field`. */
export function slugOf(name: string): string {
  return name
    .replace(
      /([a-z0-9])([A-Z])|([A-Z])(?=[A-Z][a-z])/g,
      (_, before: string | undefined, capital: string | undefined, run: string | undefined) => (run ? `${run}-` : `${before}-${capital}`),
    )
    .toLowerCase();
}
