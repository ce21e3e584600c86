import { useSyncExternalStore } from 'react';

let ended = false;
const listeners = new Set<() => void>();

/** The gateway says that nobody is signed in, or not any more. Said once, until the page is opened anew. */
export function sessionEnded(): void {
  if (ended) return;
  ended = true;
  for (const listener of listeners) listener();
}

export const useSessionEnded = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    () => ended,
  );

/** Where signing in begins, and comes back to what is open now. */
export function signInAddress({ pathname, search, hash }: Pick<Location, 'pathname' | 'search' | 'hash'>): string {
  const back = pathname === '/signed-out' ? '/' : pathname + search + hash;
  return `/auth/sign-in?return=${encodeURIComponent(back)}`;
}
