import { ChevronRight, FileText, Folder } from 'lucide-react';
import { useMemo, useState } from 'react';
import styles from './environment.module.css';
import { foldersOf, type TreeNode, treeOf } from './environment-tree-rows.ts';

export interface EnvironmentTreeProps {
  paths: readonly string[];
  chosen: string | null;
  /** What differs from the last commit, or is not saved. */
  changed: ReadonlySet<string>;
  onChoose: (path: string) => void;
}

/** The files of a project, in folders that open and close. */
export function EnvironmentTree({ paths, chosen, changed, onChoose }: EnvironmentTreeProps) {
  const tree = useMemo(() => treeOf(paths), [paths]);
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const leading = new Set(chosen === null ? [] : foldersOf(chosen));
  const toggle = (path: string): void => {
    const next = new Set(toggled);
    if (!next.delete(path)) next.add(path);
    setToggled(next);
  };
  // What leads to the chosen file begins open, everything else but src begins closed.
  const isOpen = (path: string): boolean => (leading.has(path) || path === 'src') !== toggled.has(path);
  const list = (nodes: readonly TreeNode[]) => (
    <ul>
      {nodes.map((node) => (
        <li key={node.path}>
          {node.kind === 'folder' ? (
            <>
              <button type="button" className={styles.node} aria-expanded={isOpen(node.path)} onClick={() => toggle(node.path)}>
                <ChevronRight size={14} aria-hidden="true" className={styles.chevron} />
                <Folder size={14} aria-hidden="true" />
                {node.name}
              </button>
              {isOpen(node.path) && list(node.children)}
            </>
          ) : (
            <button
              type="button"
              className={styles.node}
              aria-current={node.path === chosen || undefined}
              onClick={() => onChoose(node.path)}
            >
              <FileText size={14} aria-hidden="true" className={styles.leaf} />
              {node.name}
              {changed.has(node.path) && (
                <span className={styles.mark} title="changed">
                  <span className="visually-hidden">changed</span>
                </span>
              )}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
  return (
    <nav className={styles.tree} aria-label="Files">
      {list(tree)}
    </nav>
  );
}
