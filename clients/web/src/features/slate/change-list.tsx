import { ArrowRight } from 'lucide-react';
import { useState } from 'react';
import type { ChangePartsFragment } from '../../graphql/generated/graphql.ts';
import styles from './releases.module.css';

const FIRST = 5;

export interface ChangeListProps {
  changes: readonly ChangePartsFragment[];
  /** Of what they are the changes, for the list's name. */
  label: string;
}

/** What becomes of each token: before, after, and why somebody has to look. The first few, and the rest on demand. */
export function ChangeList({ changes, label }: ChangeListProps) {
  const [all, setAll] = useState(false);
  const shown = all ? changes : changes.slice(0, FIRST);
  return (
    <div className={styles.changeBlock}>
      <ul className={styles.changes} aria-label={label}>
        {shown.map((change) => (
          <li key={change.path} className={styles.change} data-breaks={change.breaks.length > 0 || undefined}>
            <span className={styles.changePath}>
              {change.path}
              {!change.edited && <span className={styles.follows}> by alias</span>}
            </span>
            <Turn change={change} />
            {change.breaks.map((reason) => (
              <span key={reason} className={styles.reason}>
                {reason}
              </span>
            ))}
          </li>
        ))}
      </ul>
      {changes.length > FIRST && (
        <button type="button" className={styles.more} aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? 'Show fewer' : `Show all ${changes.length}`}
        </button>
      )}
    </div>
  );
}

function Turn({ change: { from, to, token } }: { change: ChangePartsFragment }) {
  if (from === to) return <span className={styles.turn}>Its value stays; its description changes.</span>;
  const isColor = token?.type === 'COLOR';
  return (
    <span className={styles.turn}>
      <span className={styles.side}>
        {isColor && <Swatch color={from} />}
        <span className={styles.css}>
          <span className="visually-hidden">from </span>
          {from}
        </span>
      </span>
      <span className={styles.side}>
        <ArrowRight size={12} aria-hidden="true" />
        {isColor && <Swatch color={to} />}
        <span className={styles.css}>
          <span className="visually-hidden">to </span>
          {to}
        </span>
      </span>
    </span>
  );
}

export function Swatch({ color }: { color: string }) {
  return <span className={styles.swatch} style={{ background: color }} aria-hidden="true" />;
}
