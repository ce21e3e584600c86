import { lazy, Suspense } from 'react';
import styles from './code-editor.module.css';
import { Skeleton } from './skeleton.tsx';

export interface CodeMarker {
  /** From 1. */
  line: number;
  column?: number | null;
  message: string;
}

export interface CodeEditorProps {
  /** Says the language, and which text it is: each path keeps its own undo history for as long as the editor is shown. */
  path: string;
  value: string;
  onChange?: (value: string) => void;
  /** Ctrl+S, or ⌘S, with what stands there at that moment. */
  onSave?: (value: string) => void;
  readOnly?: boolean;
  /** The accessible name. */
  label: string;
  /** Underlined, with their message. */
  markers?: readonly CodeMarker[];
  /** Shows this line, whenever it changes. */
  reveal?: { line: number; column?: number | null } | undefined;
}

const MonacoEditor = lazy(() => import('./monaco/monaco-editor.tsx').then((module) => ({ default: module.MonacoEditor })));

/** Monaco, loaded when it is first shown. It fills its parent, which therefore has a height. */
export function CodeEditor(props: CodeEditorProps) {
  return (
    <div className={styles.frame}>
      <Suspense fallback={<Skeleton height="100%" />}>
        <MonacoEditor {...props} />
      </Suspense>
    </div>
  );
}
