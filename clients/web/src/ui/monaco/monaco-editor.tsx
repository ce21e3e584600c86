import { useEffect, useEffectEvent, useId, useRef } from 'react';
import { useTheme } from '../../app/theme.ts';
import type { CodeEditorProps } from '../code-editor.tsx';
import styles from '../code-editor.module.css';
import { monaco } from './monaco.ts';
import { wearTheme } from './monaco-theme.ts';

type Editor = ReturnType<typeof monaco.editor.create>;
type Model = ReturnType<typeof monaco.editor.createModel>;

const MARKERS = 'wissil';

export function MonacoEditor({ path, value, onChange, onSave, readOnly = false, label, markers = [], reveal }: CodeEditorProps) {
  const home = useId();
  const element = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor>(null);
  const models = useRef(new Map<string, Model>());
  const applying = useRef(false);
  /** Texts that were told of, and that have not come back as the value yet: who types is ahead of the page. */
  const told = useRef<string[]>([]);
  const theme = useTheme();
  const changed = useEffectEvent((text: string) => {
    if (applying.current) return;
    told.current.push(text);
    onChange?.(text);
  });
  const save = useEffectEvent((text: string) => onSave?.(text));

  useEffect(() => {
    const known = models.current;
    if (!element.current) return undefined;
    const created = monaco.editor.create(element.current, {
      model: null,
      automaticLayout: true,
      minimap: { enabled: false },
      fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--font-family-mono'),
      fontSize: 13,
      lineHeight: 1.6,
      scrollBeyondLastLine: false,
      renderLineHighlight: 'line',
      padding: { top: 12, bottom: 12 },
      tabSize: 2,
      fixedOverflowWidgets: true,
      stickyScroll: { enabled: false },
      // Files of others are shown as they are.
      unicodeHighlight: { nonBasicASCII: false },
    });
    editor.current = created;
    created.onDidChangeModelContent(() => changed(created.getValue()));
    created.addAction({
      id: 'wissil.save',
      label: 'Save',
      keybindings: [monaco.KeyMod.CtrlCmd | monaco.KeyCode.KeyS],
      run: () => save(created.getValue()),
    });
    return () => {
      created.dispose();
      for (const model of known.values()) model.dispose();
      known.clear();
      editor.current = null;
    };
  }, []);

  useEffect(() => {
    const known = models.current;
    let model = known.get(path);
    if (!model) {
      model = monaco.editor.createModel(
        value,
        undefined,
        monaco.Uri.from({ scheme: 'inmemory', authority: 'wissil', path: `/${home}/${path}` }),
      );
      known.set(path, model);
    }
    const back = told.current.lastIndexOf(value);
    told.current = back === -1 ? [] : told.current.slice(back + 1);
    if (back === -1 && model.getValue() !== value) {
      // As an edit, so that it can be undone.
      applying.current = true;
      model.pushEditOperations([], [{ range: model.getFullModelRange(), text: value }], () => null);
      applying.current = false;
    }
    if (editor.current?.getModel() !== model) editor.current?.setModel(model);
  }, [home, path, value]);

  useEffect(() => editor.current?.updateOptions({ readOnly, ariaLabel: label }), [readOnly, label]);

  useEffect(() => {
    if (element.current) wearTheme(theme, element.current);
  }, [theme]);

  useEffect(() => {
    const model = models.current.get(path);
    if (!model) return;
    const found = markers.map(({ line, column, message }) => {
      const startLineNumber = Math.min(Math.max(1, line), model.getLineCount());
      const startColumn = column ?? 1;
      return {
        severity: monaco.MarkerSeverity.Error,
        message,
        startLineNumber,
        startColumn,
        endLineNumber: startLineNumber,
        endColumn: column == null ? model.getLineMaxColumn(startLineNumber) : startColumn + 1,
      };
    });
    monaco.editor.setModelMarkers(model, MARKERS, found);
  }, [markers, path]);

  useEffect(() => {
    if (!reveal) return;
    const position = { lineNumber: reveal.line, column: reveal.column ?? 1 };
    editor.current?.setPosition(position);
    editor.current?.revealLineInCenterIfOutsideViewport(reveal.line);
    editor.current?.focus();
  }, [reveal]);

  return (
    <>
      <div ref={element} className={styles.editor} />
      <p className={styles.hint}>Tab writes a tab; Ctrl+M lets it leave the editor</p>
    </>
  );
}
