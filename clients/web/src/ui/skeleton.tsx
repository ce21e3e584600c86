import styles from './ui.module.css';

/** Holds the place of what is still loading, in CSS lengths. Silent for screen readers: the region around it says that it is busy. */
export function Skeleton({ width = '100%', height = '1em', radius }: { width?: string; height?: string; radius?: string }) {
  return <span className={styles.skeleton} style={{ width, height, ...(radius ? { borderRadius: radius } : {}) }} aria-hidden="true" />;
}
