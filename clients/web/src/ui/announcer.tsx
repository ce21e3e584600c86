import { useSyncExternalStore } from 'react';

let message = '';
const listeners = new Set<() => void>();

/** Says it to screen readers, politely: after what they are saying. */
export function announce(text: string): void {
  // A repeated text is a change as well: the no-break space makes it one.
  message = text === message ? `${text}\u00a0` : text;
  for (const listener of listeners) listener();
}

/** The page's one live region. */
export function Announcer() {
  const text = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    () => message,
  );
  return (
    <div className="visually-hidden" role="status" aria-live="polite" aria-label="Announcements">
      {text}
    </div>
  );
}
