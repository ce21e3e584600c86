import { useCallback, useState } from 'react';
import type { CreateProjectInput, TemplatePartsFragment } from '../../graphql/generated/graphql.ts';
import { initialValues, type InputValues, submittedValues } from './template-inputs.ts';

/** What somebody has entered so far. */
export interface Draft {
  name: string;
  description: string;
  values: InputValues;
  /** Names the request that would be made of it: the same draft is made once, however often it is sent. */
  key: string;
}

/** A draft that outlives going back, reloading and a failure, until it is dropped or the tab is closed. */
export function useDraft(template: TemplatePartsFragment): [Draft, (change: Partial<Omit<Draft, 'key'>>) => void] {
  const [draft, setDraft] = useState(() => readDraft(template));
  const change = useCallback(
    (changed: Partial<Omit<Draft, 'key'>>) =>
      setDraft((before) => {
        const next = { ...before, ...changed, key: newKey() };
        write(template.slug, JSON.stringify({ version: template.version, draft: next }));
        return next;
      }),
    [template],
  );
  return [draft, change];
}

export function dropDraft(slug: string): void {
  write(slug, null);
}

export function requestOf({ inputs, slug }: TemplatePartsFragment, { name, description, values, key }: Draft): CreateProjectInput {
  return { name, description: description || null, template: slug, inputs: submittedValues(inputs, values), idempotencyKey: key };
}

function readDraft(template: TemplatePartsFragment): Draft {
  const fresh: Draft = { name: '', description: '', values: initialValues(template.inputs), key: newKey() };
  try {
    const kept = JSON.parse(sessionStorage.getItem(nameOf(template.slug)) ?? 'null') as { version: string; draft: Draft } | null;
    // Another version asks other questions.
    return kept?.version === template.version ? { ...fresh, ...kept.draft } : fresh;
  } catch {
    return fresh;
  }
}

function write(slug: string, text: string | null): void {
  try {
    if (text === null) sessionStorage.removeItem(nameOf(slug));
    else sessionStorage.setItem(nameOf(slug), text);
  } catch {
    // A browser that keeps nothing: the draft lasts as long as the page.
  }
}

const nameOf = (slug: string): string => `wissil:project-draft:${slug}`;

/** crypto.randomUUID is there by HTTPS alone. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
