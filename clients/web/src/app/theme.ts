import { useSyncExternalStore } from 'react';

export type Theme = 'light' | 'dark';

const KEY = 'wissil.theme';
const preference = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

function changed(): void {
  for (const listener of listeners) listener();
}
preference.addEventListener('change', changed);

function current(): Theme {
  const chosen = document.documentElement.dataset['theme'];
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return preference.matches ? 'dark' : 'light';
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** The theme in force: the one chosen here before, else the system's preference, followed as it changes. */
export const useTheme = (): Theme => useSyncExternalStore(subscribe, current);

/** Chooses the other theme and remembers it, where the browser lets us. */
export function toggleTheme(): void {
  const next = current() === 'dark' ? 'light' : 'dark';
  document.documentElement.dataset['theme'] = next;
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // Storage is off: the choice holds until the page is left.
  }
  changed();
}
