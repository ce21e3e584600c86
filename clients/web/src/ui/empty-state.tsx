import type { ReactNode } from 'react';
import { SystemMark } from '../systems/system-mark.tsx';
import type { SystemName } from '../systems/system-names.ts';
import styles from './ui.module.css';

/** Nothing there, and what to do about it. */
export function EmptyState({ system, title, children }: { system: SystemName; title: string; children: ReactNode }) {
  return (
    <div className={styles.empty}>
      <span className={styles.emptyMark}>
        <SystemMark name={system} size={36} />
      </span>
      <p className={styles.emptyTitle}>{title}</p>
      <div className={styles.emptyText}>{children}</div>
    </div>
  );
}
