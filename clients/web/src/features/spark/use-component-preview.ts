import { useEffect, useRef, useState } from 'react';
import { useClient } from 'urql';
import { ShowComponentDocument, type ShowComponentInput } from '../../graphql/generated/graphql.ts';
import { failureOf } from '../../graphql/failure.ts';
import type { Draft } from './workbench.tsx';

/** Long enough for a word, short enough to feel at once. */
const PAUSE_MS = 150;

export interface ShownPreview {
  /** Null until there is one. */
  url: string | null;
  /** Why the newest files are not shown. */
  problem: string | undefined;
}

type Shown = Pick<Draft, 'name' | 'source' | 'stories'>;

/** A page of IGNIS that shows the component, and follows the draft a moment after its last change. */
export function useComponentPreview({ name, source, stories }: Shown): ShownPreview {
  const client = useClient();
  const key = JSON.stringify([name, source, stories]);
  /** The id of the preview, and whether a call is under way: what comes meanwhile waits for its end. */
  const known = useRef<{ id: string | undefined; busy: boolean; waiting: string | undefined }>({
    id: undefined,
    busy: false,
    waiting: undefined,
  });
  const [shown, setShown] = useState<ShownPreview>({ url: null, problem: undefined });
  useEffect(() => {
    const state = known.current;
    let wanted = true;
    const show = async (files: string): Promise<void> => {
      if (state.busy) {
        state.waiting = files;
        return;
      }
      state.busy = true;
      const { data, error } = await client.mutation(ShowComponentDocument, { input: inputOf(files, state.id) }).toPromise();
      state.busy = false;
      const result = data?.showComponent;
      const next = state.waiting;
      state.waiting = undefined;
      if (result?.__typename === 'Preview') {
        state.id = result.id;
        setShown({ url: result.url, problem: undefined });
      } else if (result?.__typename === 'NotFoundError' && state.id !== undefined) {
        // It has expired: the next one is a new one.
        state.id = undefined;
        return show(next ?? files);
      } else if (wanted) {
        const fields = result?.__typename === 'InvalidInputError' ? result.fields.map(({ message }) => message).join(' ') : undefined;
        const message = fields ?? (result && 'message' in result ? result.message : failureOf(error)?.message);
        setShown((before) => ({ ...before, problem: message ?? 'IGNIS did not answer.' }));
      }
      if (next !== undefined) return show(next);
    };
    const timer = setTimeout(() => void show(key), state.id === undefined && !state.busy ? 0 : PAUSE_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [client, key]);
  return shown;
}

function inputOf(key: string, preview: string | undefined): ShowComponentInput {
  const [name, source, stories] = JSON.parse(key) as [string, string, string];
  return {
    ...(preview !== undefined && { preview }),
    name,
    entry: `${name}.tsx`,
    stories: `${name}.stories.tsx`,
    files: [
      { path: `${name}.tsx`, content: source },
      { path: `${name}.stories.tsx`, content: stories },
    ],
  };
}
