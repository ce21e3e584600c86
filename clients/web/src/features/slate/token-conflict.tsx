import { Button } from '../../ui/button.tsx';
import styles from './slate.module.css';
import type { DetailedToken } from './token-details.tsx';
import { valueText } from './token-value.ts';

export interface TokenConflictProps {
  /** As it is now. */
  token: DetailedToken;
  /** What was typed stays, to be saved on top. */
  onKeep: () => void;
  onTake: () => void;
}

/** Somebody else saved the token while it was being edited. Nothing typed is lost: the person decides. */
export function TokenConflict({ token, onKeep, onTake }: TokenConflictProps) {
  return (
    <div className={styles.conflict} role="alert">
      <p>
        <strong>Somebody saved this token meanwhile.</strong> It is <code>{valueText(token.value)}</code> now, at version {token.version}.
        What you typed is still here.
      </p>
      <div className={styles.conflictActions}>
        <Button size="small" onClick={onKeep}>
          Go on with mine
        </Button>
        <Button size="small" onClick={onTake}>
          Take theirs
        </Button>
      </div>
    </div>
  );
}
