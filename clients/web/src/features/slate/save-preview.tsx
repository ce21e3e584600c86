import { Check, TriangleAlert } from 'lucide-react';
import { Link } from 'react-router';
import { ChangeList } from './change-list.tsx';
import styles from './releases.module.css';
import type { Consumer, PreviewState } from './use-update-preview.ts';

export interface SavePreviewProps {
  state: PreviewState;
  /** Whether the person has said yes to what breaks. */
  sure: boolean;
  onSure: (sure: boolean) => void;
}

/** What saving would do: what changes, what follows, what breaks and who wears it. */
export function SavePreview({ state, sure, onSure }: SavePreviewProps) {
  const { preview, consumers, checking, failure } = state;
  if (failure) return <p className={styles.note}>What it would change cannot be shown now: {failure.message}</p>;
  if (!preview) return <p className={styles.note}>{checking ? 'Looking at what it would change …' : ''}</p>;
  if (preview.problems.length > 0) return null;
  if (preview.changes.length === 0) return <p className={styles.note}>That is what it is already.</p>;
  const followers = preview.changes.filter(({ edited }) => !edited).length;
  return (
    <section className={styles.preview} aria-label="What saving changes" aria-busy={checking}>
      <p className={styles.verdict} data-breaking={preview.breaking}>
        {preview.breaking ? <TriangleAlert size={15} aria-hidden="true" /> : <Check size={15} aria-hidden="true" />}
        <span role="status">
          {followers === 0 ? 'No other token follows' : followers === 1 ? '1 other token follows' : `${followers} other tokens follow`}
          {preview.breaking ? '. Something breaks:' : ', and nothing breaks.'}
        </span>
      </p>
      <ChangeList changes={preview.changes} label="Changes" />
      {consumers && <Wearers consumers={consumers} />}
      {preview.breaking && (
        <label className={styles.sure}>
          <input type="checkbox" checked={sure} onChange={(event) => onSure(event.target.checked)} />
          Save it all the same
        </label>
      )}
    </section>
  );
}

function Wearers({ consumers }: { consumers: readonly Consumer[] }) {
  if (consumers.length === 0) return <p className={styles.note}>No component wears any of them yet.</p>;
  return (
    <p className={styles.note}>
      Worn by{' '}
      {consumers.map(({ id, slug, name }, index) => (
        <span key={id}>
          {index > 0 && ', '}
          <Link to={`/spark?component=${encodeURIComponent(slug)}`}>{name}</Link>
        </span>
      ))}
      .
    </p>
  );
}
