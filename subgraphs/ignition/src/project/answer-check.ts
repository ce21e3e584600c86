import type { FieldProblem } from '@wissil/platform/errors';
import type { TemplateInput } from '../template/template-input.ts';

/** Characters of a text; patterns only ever see so many. */
const LONGEST_TEXT = 200;

type Answer = string | string[] | boolean;

/** The answers to a template's questions with its defaults filled in, in the order of the questions; `problems` names all that is wrong. */
export function checkAnswers(
  questions: readonly TemplateInput[],
  given: unknown,
): { answers: Record<string, Answer>; problems: FieldProblem[] } {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return { answers: {}, problems: [{ path: 'inputs', message: 'Give an object with a value for each input.' }] };
  }
  const values = new Map(Object.entries(given));
  const known = questions.map(({ key }) => key);
  const problems = [...values.keys()]
    .filter((key) => !known.includes(key))
    .slice(0, 20)
    .map((key) => ({ path: `inputs.${shorten(key)}`, message: `The template has no such input. It has ${known.join(', ')}.` }));
  const answers: Record<string, Answer> = {};
  for (const question of questions) {
    const value = values.get(question.key) ?? question.defaultValue;
    const problem = isAbsent(value)
      ? question.required
        ? 'An answer is needed here.'
        : undefined
      : CHECKS[question.kind](value, question);
    if (problem) problems.push({ path: `inputs.${question.key}`, message: problem });
    else if (!isAbsent(value)) answers[question.key] = typeof value === 'string' ? value.trim() : (value as Answer);
  }
  return { answers, problems };
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}

const CHECKS: Record<TemplateInput['kind'], (value: unknown, question: TemplateInput) => string | undefined> = {
  TEXT(value, { pattern }) {
    if (typeof value !== 'string') return 'This is a text.';
    if (value.length > LONGEST_TEXT) return `At most ${LONGEST_TEXT} characters.`;
    if (/\p{Cc}/u.test(value)) return 'Control characters are not allowed.';
    if (pattern !== null && !new RegExp(`^(?:${pattern})$`, 'u').test(value.trim()))
      return `${JSON.stringify(value.trim())} does not match ${pattern}.`;
    return undefined;
  },
  CHOICE(value, { options }) {
    return options.some((option) => option.value === value) ? undefined : `Choose one of ${valuesOf(options)}.`;
  },
  MULTI_CHOICE(value, { options }) {
    if (!Array.isArray(value)) return `This is a list of ${valuesOf(options)}.`;
    if (value.length > options.length || new Set(value).size < value.length) return 'Choose each at most once.';
    return value.every((one) => options.some((option) => option.value === one)) ? undefined : `Choose from ${valuesOf(options)}.`;
  },
  BOOLEAN(value) {
    return typeof value === 'boolean' ? undefined : 'This is true or false.';
  },
};

function valuesOf(options: TemplateInput['options']): string {
  return options.map(({ value }) => value).join(', ');
}

function shorten(key: string): string {
  return key.length > 40 ? `${key.slice(0, 40)}…` : key;
}
