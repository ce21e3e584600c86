import { accordionPattern } from './accordion.ts';
import { buttonPattern } from './button.ts';
import { cardPattern } from './card.ts';
import { comboboxPattern } from './combobox.ts';
import { dialogPattern } from './dialog.ts';
import { formPattern } from './form.ts';
import { menuPattern } from './menu.ts';
import type { PatternKey, PatternModule } from './pattern-module.ts';
import { tablePattern } from './table.ts';
import { tabsPattern } from './tabs.ts';
import { toastPattern } from './toast.ts';

/** Everything that the built-in generator can make. */
export const PATTERNS: Readonly<Record<PatternKey, PatternModule>> = {
  button: buttonPattern,
  card: cardPattern,
  form: formPattern,
  dialog: dialogPattern,
  tabs: tabsPattern,
  accordion: accordionPattern,
  menu: menuPattern,
  table: tablePattern,
  combobox: comboboxPattern,
  toast: toastPattern,
};

export function isPatternKey(key: string): key is PatternKey {
  return Object.hasOwn(PATTERNS, key);
}
