import { TriangleAlert } from 'lucide-react';
import type { Failure } from '../graphql/failure.ts';
import { SYSTEM_CATALOG } from '../systems/system-catalog.ts';
import { Button } from './button.tsx';
import styles from './ui.module.css';

/** Says which systems do not answer, what that costs and what happens next. `missing`: what cannot be shown, in the plural: 'tokens'. */
export function FailureNotice({ failure, missing, onRetry }: { failure: Failure; missing: string; onRetry: () => void }) {
  return (
    <div className={styles.notice} role="alert">
      <TriangleAlert size={16} aria-hidden="true" />
      <div className={styles.noticeBody}>
        <p className={styles.noticeTitle}>{headline(failure)}</p>
        <p className={styles.noticeText}>
          {failure.systems.length > 0 || failure.offline ? `Without it there are no ${missing} to show. ` : ''}
          {failure.transient ? 'This page asks again by itself and heals when the answer is back.' : failure.message}
        </p>
      </div>
      {!failure.denied && (
        <Button size="small" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}

function headline({ systems, offline, denied }: Failure): string {
  if (denied) return 'Not open to you';
  if (offline) return 'The gateway does not answer';
  const names = systems.map((name) => SYSTEM_CATALOG[name].name);
  if (names.length === 0) return 'The answer is incomplete';
  return `${new Intl.ListFormat('en').format(names)} ${names.length === 1 ? 'does' : 'do'} not answer`;
}
