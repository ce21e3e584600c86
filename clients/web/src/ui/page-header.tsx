import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { SYSTEM_CATALOG } from '../systems/system-catalog.ts';
import { SystemMark } from '../systems/system-mark.tsx';
import type { SystemName } from '../systems/system-names.ts';
import styles from './ui.module.css';

/** A system's page begins with it: mark, name, tagline, and `children` on the right. Sets the document's title. */
export function PageHeader({ system, children }: { system: SystemName; children?: ReactNode }) {
  const { title, tagline } = SYSTEM_CATALOG[system];
  useDocumentTitle(title);
  return (
    <header className={styles.header}>
      <span className={styles.headerMark}>
        <SystemMark name={system} size={34} />
      </span>
      <div>
        <h1 className={styles.headerTitle}>{title}</h1>
        <p className={styles.headerText}>{tagline}</p>
      </div>
      <div className={styles.headerAside}>{children}</div>
    </header>
  );
}

/** The same for a page that belongs to no system. */
export function PlainHeader({ title, children, aside }: { title: string; children: ReactNode; aside?: ReactNode }) {
  useDocumentTitle(title);
  return (
    <header className={styles.plainHeader}>
      <div>
        <h1 className={styles.headerTitle}>{title}</h1>
        <p className={styles.headerText}>{children}</p>
      </div>
      <div className={styles.headerAside}>{aside}</div>
    </header>
  );
}

export function useDocumentTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · WISSIL`;
  }, [title]);
}

export function SectionHead({ id, title, count, children }: { id: string; title: string; count?: number | null; children?: ReactNode }) {
  return (
    <div className={styles.sectionHead}>
      <h2 className={styles.sectionTitle} id={id}>
        {title}
        {count !== undefined && count !== null && <span className={`${styles.count} numeric`}>{count}</span>}
      </h2>
      {children}
    </div>
  );
}
