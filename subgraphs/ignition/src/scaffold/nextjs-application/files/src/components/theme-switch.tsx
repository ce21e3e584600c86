// [only darkMode]
'use client';

import { useSyncExternalStore } from 'react';
import { Button } from './button.tsx';
import { type Appearance, appearanceOf, choose, subscribe } from './appearance.ts';

const OTHER: Readonly<Record<Appearance, Appearance>> = { light: 'dark', dark: 'light' };

export interface ThemeSwitchProps {
  /** What the button says, by the appearance that it leads to. */
  labels: Readonly<Record<Appearance, string>>;
}

/** From light to dark and back; until somebody presses it, the page follows the reader's system. */
export function ThemeSwitch({ labels }: ThemeSwitchProps) {
  const appearance = useSyncExternalStore(subscribe, appearanceOf, () => 'light' as const);
  const other = OTHER[appearance];
  return (
    <Button variant="secondary" onClick={() => choose(other)}>
      {labels[other]}
    </Button>
  );
}
