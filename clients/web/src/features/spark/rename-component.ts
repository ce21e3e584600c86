import type { Draft } from './workbench.tsx';

const PASCAL_CASE = /^[A-Z][A-Za-z0-9]{0,63}$/;

/** The component under another name, in its three files too. A name that none can have is kept as it is: SPARK says what is wrong with it. */
export function renamed(draft: Draft, name: string): Draft {
  const { name: before } = draft;
  if (name === before) return draft;
  if (!PASCAL_CASE.test(name) || !PASCAL_CASE.test(before)) return { ...draft, name };
  const own = new RegExp(`\\b${before}(?=(?:Props)?\\b)`, 'g');
  const rename = (text: string): string => text.replace(own, name);
  return { ...draft, name, source: rename(draft.source), tests: rename(draft.tests), stories: rename(draft.stories) };
}
