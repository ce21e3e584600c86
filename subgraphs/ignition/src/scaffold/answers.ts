import type { checkAnswers } from '../project/answer-check.ts';

/** The checked answers of one request, by the keys of the template's questions. */
export class Answers {
  readonly #answers: ReturnType<typeof checkAnswers>['answers'];

  constructor(answers: ReturnType<typeof checkAnswers>['answers']) {
    this.#answers = answers;
  }

  /** The answer to a TEXT or CHOICE; undefined where it may be and is empty, or where the template does not ask. */
  text(key: string): string | undefined {
    const answer = this.#answers[key];
    return typeof answer === 'string' ? answer : undefined;
  }

  /** The answer to a question that always has one. */
  required(key: string): string {
    const answer = this.text(key);
    if (answer === undefined) throw new TypeError(`the template does not ask for ${key}`);
    return answer;
  }

  chosen(key: string): readonly string[] {
    const answer = this.#answers[key];
    return Array.isArray(answer) ? answer : [];
  }

  isOn(key: string): boolean {
    return this.#answers[key] === true;
  }

  /** What the conditions of template files ask for: `darkMode`, `apiStyle.graphql`, `libraries.zod`. */
  flags(): ReadonlySet<string> {
    return new Set(
      Object.entries(this.#answers).flatMap(([key, answer]) => {
        if (typeof answer === 'boolean') return answer ? [key] : [];
        return (Array.isArray(answer) ? answer : [answer]).map((value) => `${key}.${value}`);
      }),
    );
  }
}
