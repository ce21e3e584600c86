import { ArrowDownToLine, Pause } from 'lucide-react';
import { useLayoutEffect, useRef, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import styles from './build-details.module.css';

/** How near to the end, in pixels, counts as being there. */
const NEAR = 24;

export interface BuildLogProps {
  number: number;
  text: string;
  live: boolean;
}

/** Follows the end while it grows; scrolling up stops that, as does the button. */
export function BuildLog({ number, text, live }: BuildLogProps) {
  const element = useRef<HTMLPreElement>(null);
  const [following, setFollowing] = useState(true);
  useLayoutEffect(() => {
    const log = element.current;
    if (log && live && following) log.scrollTop = log.scrollHeight;
  }, [text, live, following]);
  const onScroll = (): void => {
    const log = element.current;
    if (log && live) setFollowing(log.scrollHeight - log.scrollTop - log.clientHeight < NEAR);
  };
  return (
    <section aria-labelledby="build-log">
      <div className={styles.logHead}>
        <h3 id="build-log">Log</h3>
        {live && (
          <Button size="small" look="quiet" aria-pressed={following} onClick={() => setFollowing(!following)}>
            {following ? <Pause size={14} aria-hidden="true" /> : <ArrowDownToLine size={14} aria-hidden="true" />}
            {following ? 'Pause' : 'Follow'}
          </Button>
        )}
        {text !== '' && <CopyButton text={text} what="Log" />}
      </div>
      {/* A region that scrolls has to be reachable for the keys that scroll it. */}
      {/* eslint-disable-next-line jsx-a11y-x/no-noninteractive-tabindex */}
      <pre ref={element} className={styles.log} tabIndex={0} role="region" aria-label={`Log of build ${number}`} onScroll={onScroll}>
        {text || (live ? 'Waiting for the first line…' : 'The build wrote no lines.')}
      </pre>
    </section>
  );
}
