import { useCallback } from 'react';
import { useSearchParams } from 'react-router';

/** One value of the address's query; empty removes it. `push` makes it a step of the browser's history. */
export function useUrlFilter(name: string): [string, (value: string, push?: boolean) => void] {
  const [parameters, setParameters] = useSearchParams();
  const set = useCallback(
    (value: string, push = false) => {
      setParameters(
        (before) => {
          const next = new URLSearchParams(before);
          if (value === '') next.delete(name);
          else next.set(name, value);
          return next;
        },
        { replace: !push, preventScrollReset: true },
      );
    },
    [name, setParameters],
  );
  return [parameters.get(name) ?? '', set];
}
