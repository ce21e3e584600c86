import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { useState } from 'react';
import { type AnyVariables, useMutation } from 'urql';
import { announce } from '../ui/announcer.tsx';
import { failureOf } from './failure.ts';

export interface Command<Input> {
  busy: boolean;
  /** Why it was not done, the last time. */
  refusal: string | undefined;
  /**
   * @param said what is spoken when it is done
   * @returns whether it was done
   */
  run: (input: Input, said: string) => Promise<boolean>;
}

/** A mutation that takes one input and answers with the result, or a typed error whose message it selects as `refusal`. */
export function useCommand<Input, Data>(document: TypedDocumentNode<Data, { input: Input }>): Command<Input> {
  const [{ fetching }, execute] = useMutation<Data, AnyVariables>(document);
  const [refusal, setRefusal] = useState<string>();
  return {
    busy: fetching,
    refusal,
    async run(input, said) {
      const { data, error } = await execute({ input });
      const problem = errorIn(data) ?? failureOf(error)?.message;
      setRefusal(problem);
      if (problem === undefined) announce(said);
      return problem === undefined;
    },
  };
}

/** What the union's error member says. */
function errorIn(data: unknown): string | undefined {
  const answers = Object.values((data ?? {}) as Readonly<Record<string, unknown>>);
  return answers.flatMap((answer) => {
    const { refusal } = (answer ?? {}) as { refusal?: unknown };
    return typeof refusal === 'string' ? [refusal] : [];
  })[0];
}
