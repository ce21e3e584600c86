import type { CombinedError } from 'urql';
import { failureOf } from '../../graphql/failure.ts';

/** Why a change of an environment was not made, in a sentence; null where it was. */
export function refusalOf(error: CombinedError | undefined, answer: object | null | undefined): { code: string; message: string } | null {
  const failure = failureOf(error);
  if (failure) return { code: 'UNAVAILABLE', message: failure.message };
  if (answer && 'code' in answer && 'refusal' in answer) return { code: String(answer.code), message: String(answer.refusal) };
  return answer ? null : { code: 'UNAVAILABLE', message: 'IGNIS did not answer. Try again in a moment.' };
}
