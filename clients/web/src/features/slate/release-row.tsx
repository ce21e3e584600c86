import { useState } from 'react';
import type { ReleaseKind, ReleasePartsFragment } from '../../graphql/generated/graphql.ts';
import { Button } from '../../ui/button.tsx';
import { Ago } from '../../ui/moments.tsx';
import { Badge } from '../../ui/status.tsx';
import { ChangeList, Swatch } from './change-list.tsx';
import styles from './releases.module.css';

const KINDS: Readonly<Record<ReleaseKind, string>> = { INSTALLED: 'Installed', EDIT: 'Edit', ROLLBACK: 'Back' };
const STRIP = 12;

export interface ReleaseRowProps {
  release: ReleasePartsFragment;
  newest: boolean;
  onGoBack?: () => void;
}

export function ReleaseRow({ release, newest, onGoBack }: ReleaseRowProps) {
  const { number, kind, author, note, breaking, createdAt, restores, changes } = release;
  const [open, setOpen] = useState(false);
  const colors = changes.filter(({ token, from, to }) => token?.type === 'COLOR' && from !== to);
  return (
    <li className={styles.release}>
      <div className={styles.releaseHead}>
        <h3 className={`${styles.number} numeric`}>{number}</h3>
        <Badge hue={newest}>
          {newest ? 'In force' : kind === 'ROLLBACK' ? `${KINDS[kind]} to ${restores?.number ?? '?'}` : KINDS[kind]}
        </Badge>
        {breaking && (
          <span className={styles.breaking}>
            <Badge>Breaking</Badge>
          </span>
        )}
        <span className={styles.by}>
          {author}, <Ago at={createdAt} />
        </span>
        {onGoBack && (
          <Button size="small" onClick={onGoBack}>
            Go back to it
            <span className="visually-hidden">: release {number}</span>
          </Button>
        )}
      </div>
      <p className={styles.summary}>{note ?? summary(release)}</p>
      {colors.length > 0 && !open && (
        <p className={styles.strip} aria-hidden="true">
          {colors.slice(0, STRIP).map(({ path, from, to }) => (
            <span key={path} className={styles.pair}>
              <Swatch color={from} />
              <Swatch color={to} />
            </span>
          ))}
        </p>
      )}
      {changes.length > 0 && (
        <button type="button" className={styles.more} aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? 'Hide what changed' : `What changed: ${countOf(changes.length)}`}
          <span className="visually-hidden"> in release {number}</span>
        </button>
      )}
      {open && <ChangeList changes={changes} label={`Changes of release ${number}`} />}
    </li>
  );
}

function summary({ kind, restores, changes }: ReleasePartsFragment): string {
  if (kind === 'INSTALLED') return 'What WISSIL brought.';
  if (kind === 'ROLLBACK') return `The values of release ${restores?.number ?? '?'} again.`;
  const edited = changes.filter((change) => change.edited).map(({ path }) => path);
  return edited.length > 3 ? `${edited.slice(0, 3).join(', ')} and ${edited.length - 3} more` : edited.join(', ');
}

const countOf = (count: number): string => (count === 1 ? '1 token' : `${count} tokens`);
