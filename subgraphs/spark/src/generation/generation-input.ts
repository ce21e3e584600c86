import { type FieldProblem, InvalidInputError } from '@wissil/platform/errors';
import { isPatternKey, PATTERNS } from '../pattern/pattern-library.ts';
import type { PatternKey } from '../pattern/pattern-module.ts';

const LONGEST_PROMPT = 2_000;

export interface GenerateComponent {
  prompt: string;
  pattern?: string | null | undefined;
  name?: string | null | undefined;
}

export interface Wish {
  prompt: string;
  pattern: PatternKey | null;
  name: string | null;
}

/** @throws InvalidInputError with everything that is wrong at once */
export function parseGenerateComponent(input: GenerateComponent): Wish {
  const prompt = input.prompt.replace(/\r\n?/g, '\n').trim();
  const name = input.name?.trim() || null;
  const pattern = input.pattern ?? null;
  const problems: FieldProblem[] = [];
  if (prompt === '') problems.push({ path: 'prompt', message: 'Say what the component should be, in a sentence.' });
  else if (prompt.length > LONGEST_PROMPT)
    problems.push({ path: 'prompt', message: `A prompt has at most ${LONGEST_PROMPT} characters; this one has ${prompt.length}.` });
  else if (!prompt.isWellFormed() || /[^\P{Cc}\n\t]/u.test(prompt))
    problems.push({ path: 'prompt', message: 'Control characters and halves of surrogate pairs are not allowed.' });
  if (name !== null && !/^[A-Z][A-Za-z0-9]{0,63}$/.test(name))
    problems.push({ path: 'name', message: 'A component is named in PascalCase, such as ProductCard.' });
  if (pattern !== null && !isPatternKey(pattern))
    problems.push({ path: 'pattern', message: `There is no such pattern. There is: ${Object.keys(PATTERNS).join(', ')}.` });
  if (problems.length > 0) throw new InvalidInputError(problems);
  return { prompt, pattern: pattern as PatternKey | null, name };
}
