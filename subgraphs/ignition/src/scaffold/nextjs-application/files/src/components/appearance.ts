// [only darkMode]
export type Appearance = 'light' | 'dark';

const KEY = 'appearance';
const CHANGED = 'appearance-changed';

/** Runs before the first paint, so that nobody sees the other appearance flash by. */
export const APPLY_CHOICE = `try{const t=localStorage.getItem('${KEY}');if(t==='light'||t==='dark')document.documentElement.dataset.theme=t}catch{}`;

/** What the page shows: the reader's choice, or else that of the system. */
export function appearanceOf(): Appearance {
  const { theme } = document.documentElement.dataset;
  if (theme === 'light' || theme === 'dark') return theme;
  return systemIsDark().matches ? 'dark' : 'light';
}

export function choose(appearance: Appearance): void {
  document.documentElement.dataset.theme = appearance;
  try {
    localStorage.setItem(KEY, appearance);
  } catch {
    // Where nothing may be stored the choice lasts until the page is left.
  }
  dispatchEvent(new Event(CHANGED));
}

export function subscribe(changed: () => void): () => void {
  const system = systemIsDark();
  addEventListener(CHANGED, changed);
  system.addEventListener('change', changed);
  return () => {
    removeEventListener(CHANGED, changed);
    system.removeEventListener('change', changed);
  };
}

function systemIsDark(): MediaQueryList {
  return matchMedia('(prefers-color-scheme: dark)');
}
