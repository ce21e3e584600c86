import type { CombinedError } from 'urql';
import { failureOf } from '../../graphql/failure.ts';
import type { OneTimeLink } from './link-once.tsx';

/** What a mutation about a user answers, as far as their row looks at it. */
export interface UserAnswer {
  data?: Readonly<Record<string, unknown>> | undefined;
  error?: CombinedError | undefined;
}

export interface UserOutcome {
  /** Why it was not done. */
  refusal: string | undefined;
  /** To be sent to them. */
  link: OneTimeLink | undefined;
}

export function outcomeOf({ data, error }: UserAnswer): UserOutcome {
  const result: unknown = Object.values(data ?? {}).find((each) => typeof each === 'object');
  const url = textIn(result, 'url');
  return {
    refusal: textIn(result, 'message') ?? failureOf(error)?.message,
    link: url === undefined ? undefined : { url, expiresAt: textIn(result, 'expiresAt') ?? null },
  };
}

function textIn(value: unknown, member: string): string | undefined {
  if (typeof value !== 'object' || value === null || !(member in value)) return undefined;
  const found: unknown = (value as Readonly<Record<string, unknown>>)[member];
  return typeof found === 'string' ? found : undefined;
}
