import { ExternalLink, RotateCw } from 'lucide-react';
import { useState } from 'react';
import type { EnvironmentPartsFragment } from '../../graphql/generated/graphql.ts';
import { Button } from '../../ui/button.tsx';
import styles from './environment.module.css';

/** The project's own page, at an origin of its own. It follows every change by itself. */
export function EnvironmentPreview({ environment, onStart }: { environment: EnvironmentPartsFragment; onStart: () => void }) {
  const [loads, setLoads] = useState(0);
  const { url, status } = environment;
  return (
    <section className={styles.preview} aria-label="Preview">
      <div className={styles.bar}>
        <span className={styles.address}>{new URL(url).host}</span>
        <Button look="quiet" size="small" onClick={() => setLoads(loads + 1)}>
          <RotateCw size={14} aria-hidden="true" /> Reload
        </Button>
        <a className={styles.out} href={url} target="_blank" rel="noreferrer">
          <ExternalLink size={14} aria-hidden="true" /> Open
        </a>
      </div>
      {status === 'STOPPED' ? (
        <div className={styles.away}>
          <p>It is stopped: nothing runs, and the files are as they were.</p>
          <Button look="primary" onClick={onStart}>
            Start
          </Button>
        </div>
      ) : (
        <iframe
          key={loads}
          className={styles.frame}
          src={url}
          title="Preview of the project"
          sandbox="allow-scripts allow-same-origin allow-forms allow-modals allow-popups allow-downloads"
        />
      )}
    </section>
  );
}
