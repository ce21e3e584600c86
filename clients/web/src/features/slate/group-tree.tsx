import { ChevronRight } from 'lucide-react';
import { useRef, useState, type KeyboardEvent } from 'react';
import { Skeleton } from '../../ui/skeleton.tsx';
import type { Group } from './slate-page.tsx';
import styles from './slate.module.css';

interface Branch {
  path: string;
  name: string;
  count: number;
  children: Branch[];
}

interface Row extends Branch {
  level: number;
  parent: string | null;
}

const ROOT: Branch = { path: '', name: 'All tokens', count: 0, children: [] };

export interface GroupTreeProps {
  groups: readonly Group[];
  loading: boolean;
  /** A group's path; '' for all. */
  selected: string;
  onSelect: (path: string) => void;
}

/** The set's groups as a tree: arrows move and open, Enter or a click chooses, one stop in the tab order. */
export function GroupTree({ groups, loading, selected, onSelect }: GroupTreeProps) {
  // What the person has opened or closed; what leads to the selected group is open by itself.
  const [toggled, setToggled] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [focused, setFocused] = useState(selected);
  const tree = useRef<HTMLDivElement>(null);
  if (loading) return <TreePlaceholder />;

  const leading = new Set(ancestors(selected));
  const isOpen = (path: string): boolean => toggled.get(path) ?? leading.has(path);
  const rows = visibleRows(branches(groups), isOpen);
  const stop = rows.some(({ path }) => path === focused) ? focused : '';
  const toggle = (path: string, open: boolean): void => setToggled(new Map(toggled).set(path, open));
  const focus = (row: Row | undefined): void => {
    if (!row) return;
    setFocused(row.path);
    tree.current?.querySelector<HTMLElement>(`[data-path="${CSS.escape(row.path)}"]`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent, row: Row, index: number): void => {
    const open = isOpen(row.path) && row.children.length > 0;
    const actions: Record<string, () => void> = {
      ArrowDown: () => focus(rows[index + 1]),
      ArrowUp: () => focus(rows[index - 1]),
      Home: () => focus(rows[0]),
      End: () => focus(rows.at(-1)),
      ArrowRight: () => (open ? focus(rows[index + 1]) : toggle(row.path, true)),
      ArrowLeft: () => (open ? toggle(row.path, false) : focus(rows.find(({ path }) => path === row.parent))),
      Enter: () => onSelect(row.path),
      ' ': () => onSelect(row.path),
    };
    const action = actions[event.key];
    if (!action) return;
    action();
    event.preventDefault();
  };

  return (
    <div role="tree" aria-label="Token groups" ref={tree} className={styles.tree}>
      {rows.map((row, index) => (
        <div
          key={row.path}
          role="treeitem"
          data-path={row.path}
          aria-level={row.level}
          aria-selected={row.path === selected}
          aria-expanded={row.children.length > 0 ? isOpen(row.path) : undefined}
          tabIndex={row.path === stop ? 0 : -1}
          className={styles.treeRow}
          style={{ paddingLeft: `calc(var(--space-2) + ${row.level - 1} * var(--space-4))` }}
          onFocus={() => setFocused(row.path)}
          onKeyDown={(event) => onKeyDown(event, row, index)}
          onClick={() => {
            onSelect(row.path);
            if (row.children.length > 0) toggle(row.path, row.path === selected ? !isOpen(row.path) : true);
          }}
        >
          <span className={styles.twist} data-open={isOpen(row.path)} aria-hidden="true">
            {row.children.length > 0 && <ChevronRight size={13} />}
          </span>
          <span className={styles.treeName}>{row.name}</span>
          {row.path !== '' && <span className={`${styles.treeCount} numeric`}>{row.count}</span>}
        </div>
      ))}
    </div>
  );
}

function TreePlaceholder() {
  return (
    <div className={styles.tree} aria-busy="true">
      {Array.from({ length: 12 }, (_, index) => (
        <div key={index} className={styles.treeRow}>
          <Skeleton width={`${50 + ((index * 17) % 40)}%`} height="0.875rem" />
        </div>
      ))}
    </div>
  );
}

function branches(groups: readonly Group[]): Branch[] {
  const all = new Map(groups.map(({ path, name, tokenCount }) => [path, { path, name, count: tokenCount, children: [] as Branch[] }]));
  const top: Branch[] = [];
  for (const branch of all.values()) {
    const dot = branch.path.lastIndexOf('.');
    (all.get(branch.path.slice(0, Math.max(0, dot)))?.children ?? top).push(branch);
  }
  return top;
}

function visibleRows(top: readonly Branch[], isOpen: (path: string) => boolean): Row[] {
  const flatten = (branch: Branch, level: number, parent: string | null): Row[] => [
    { ...branch, level, parent },
    ...(isOpen(branch.path) ? branch.children.flatMap((child) => flatten(child, level + 1, branch.path)) : []),
  ];
  return [{ ...ROOT, level: 1, parent: null }, ...top.flatMap((branch) => flatten(branch, 1, null))];
}

/** `color.slate` → `color`, `color.slate`. */
function ancestors(path: string): string[] {
  const names = path === '' ? [] : path.split('.');
  return names.map((_, index) => names.slice(0, index + 1).join('.'));
}
