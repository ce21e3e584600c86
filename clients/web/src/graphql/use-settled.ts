import { useCallback, useEffect, useLayoutEffect, useRef } from 'react';

/** Events come in bursts: what follows from them is done when one has passed, in milliseconds. */
const SETTLE_MS = 300;

/** Calls `work` once for all calls of a burst, when it has passed. */
export function useSettled(work: () => void): () => void {
  const latest = useRef(work);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useLayoutEffect(() => {
    latest.current = work;
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  return useCallback(() => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => latest.current(), SETTLE_MS);
  }, []);
}
