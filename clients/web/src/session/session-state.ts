import { useSyncExternalStore } from 'react';

let ended = false;
const endListeners = new Set<() => void>();
const doubtListeners = new Set<() => void>();

/** The gateway says that nobody is signed in, or not any more. Said once, until the page is opened anew. */
export function sessionEnded(): void {
  if (ended) return;
  ended = true;
  for (const listener of endListeners) listener();
}

export const useSessionEnded = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      endListeners.add(listener);
      return () => void endListeners.delete(listener);
    },
    () => ended,
  );

/** Something was refused that this client took to be allowed: what the viewer may is to be asked again. */
export function permissionsInDoubt(): void {
  for (const listener of doubtListeners) listener();
}

/** Returns how to stop listening. */
export function onPermissionsInDoubt(listener: () => void): () => void {
  doubtListeners.add(listener);
  return () => void doubtListeners.delete(listener);
}

/** Where signing in begins, and comes back to what is open now. */
export function signInAddress({ pathname, search, hash }: Pick<Location, 'pathname' | 'search' | 'hash'>): string {
  const back = pathname === '/signed-out' ? '/' : pathname + search + hash;
  return `/auth/sign-in?return=${encodeURIComponent(back)}`;
}
