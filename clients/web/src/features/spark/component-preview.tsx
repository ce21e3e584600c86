import { useEffect, useRef, useState } from 'react';
import { Select } from '../../ui/fields.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import styles from './preview.module.css';
import { type Arg, StoryArgs } from './story-args.tsx';
import { useComponentPreview } from './use-component-preview.ts';
import type { Draft } from './workbench.tsx';

/** What the page of a preview tells whoever has it in a frame (IGNIS, preview/page/runtime.mjs). */
interface Told {
  stories: readonly { id: string; name: string }[];
  /** Of the story that it shows. */
  args: Readonly<Record<string, Arg>>;
  /** Whether something of it cannot be shown; the page says what. */
  problem: unknown;
}

/** The component as it is: one of its stories, in a page of its own origin, and its simple args to play with. */
export function ComponentPreview({ draft }: { draft: Pick<Draft, 'name' | 'source' | 'stories'> }) {
  const { url, problem } = useComponentPreview(draft);
  const frame = useRef<HTMLIFrameElement>(null);
  const [told, setTold] = useState<Told | null>(null);
  const [story, setStory] = useState<string | null>(null);
  const [changed, setChanged] = useState<Readonly<Record<string, Arg>>>({});
  const origin = url === null ? null : new URL(url).origin;
  const stories = told?.stories ?? [];
  const shown = stories.some(({ id }) => id === story) ? story : null;

  useEffect(() => {
    const hear = (event: MessageEvent): void => {
      if (event.origin !== origin || event.source !== frame.current?.contentWindow) return;
      const data: unknown = event.data;
      if (isTold(data)) setTold(data);
    };
    addEventListener('message', hear);
    return () => removeEventListener('message', hear);
  }, [origin]);
  useEffect(() => {
    if (origin !== null && Object.keys(changed).length > 0)
      frame.current?.contentWindow?.postMessage({ type: 'wissil:args', args: changed }, origin);
  }, [changed, origin]);

  const choose = (id: string): void => {
    setStory(id);
    setChanged({});
  };
  return (
    <section className={styles.preview} aria-label={`Preview of ${draft.name}`} aria-busy={url === null && problem === undefined}>
      <div className={styles.head}>
        <h3>Preview</h3>
        {stories.length > 0 && (
          <div className={styles.story}>
            <Select aria-label="Story" value={shown ?? stories[0]?.id} onChange={(event) => choose(event.target.value)}>
              {stories.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </Select>
          </div>
        )}
      </div>
      {problem && (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
      <div className={styles.stage}>
        {url === null ? (
          problem === undefined && <Skeleton height="100%" />
        ) : (
          <iframe
            ref={frame}
            className={styles.frame}
            title={`${draft.name}, live`}
            src={shown === null ? url : `${url}?story=${encodeURIComponent(shown)}`}
            sandbox="allow-scripts allow-same-origin allow-forms"
          />
        )}
      </div>
      {told && (
        <StoryArgs
          args={{ ...told.args, ...changed }}
          isChanged={Object.keys(changed).length > 0}
          onChange={(name, value) => setChanged({ ...changed, [name]: value })}
          onReset={() => setChanged({ ...told.args })}
        />
      )}
    </section>
  );
}

function isTold(data: unknown): data is Told {
  return (
    typeof data === 'object' && data !== null && 'type' in data && data.type === 'wissil:preview' && 'stories' in data && 'args' in data
  );
}
