import { useEffect, useRef } from 'react';
import { useMutation } from 'urql';
import {
  DeleteFileDocument,
  EnvironmentFileTextDocument,
  type EnvironmentPartsFragment,
  WriteFileDocument,
} from '../../graphql/generated/graphql.ts';
import { useResource } from '../../graphql/use-resource.ts';
import { announce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { CodeEditor } from '../../ui/code-editor.tsx';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { bytes } from '../../ui/quantities.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import { refusalOf } from './environment-answer.ts';
import styles from './environment.module.css';

/** A text as somebody has left it, and what it was written on top of. */
export interface Draft {
  text: string;
  baseHash: string;
  refusal?: { code: string; message: string };
}

export interface EnvironmentEditorProps {
  environment: EnvironmentPartsFragment;
  path: string;
  draft: Draft | undefined;
  /** Undefined: there is nothing that is not saved. */
  onDraft: (draft: Draft | undefined) => void;
  reveal: { line: number } | undefined;
  onGone: () => void;
}

/** One file: what is typed is a draft until it is saved, and a save is refused where the file has changed meanwhile. */
export function EnvironmentEditor({ environment, path, draft, onDraft, reveal, onGone }: EnvironmentEditorProps) {
  const { data, loading, failure, refresh } = useResource(EnvironmentFileTextDocument, {
    variables: { environment: environment.id, path },
  });
  const [saving, write] = useMutation(WriteFileDocument);
  const [deleting, remove] = useMutation(DeleteFileDocument);
  const file = data?.devEnvironment?.file;
  // What is typed while a save is under way stays, on top of what was saved.
  const typed = useRef<{ path: string; text: string }>(undefined);
  const save = async (content: string, expectedHash: string | undefined): Promise<void> => {
    const { error, data: answer } = await write({
      input: { environment: environment.id, path, content, expectedHash: expectedHash ?? null },
    });
    const now = typed.current?.path === path ? typed.current.text : content;
    const refusal = refusalOf(error, answer?.writeFile);
    if (refusal) return onDraft({ text: now, baseHash: expectedHash ?? '', refusal });
    announce(`${path} is saved`);
    const written = answer?.writeFile;
    onDraft({ text: now, baseHash: written && 'hash' in written ? written.hash : '' });
    refresh();
  };
  const settled = draft !== undefined && draft.refusal === undefined && draft.text === file?.content;
  useEffect(() => {
    if (settled) onDraft(undefined);
  }, [settled, onDraft]);
  const drop = async (): Promise<void> => {
    const { error, data: answer } = await remove({ input: { environment: environment.id, path } });
    const refusal = refusalOf(error, answer?.deleteFile);
    if (refusal) return onDraft({ text: draft?.text ?? file?.content ?? '', baseHash: file?.hash ?? '', refusal });
    announce(`${path} is deleted`);
    onGone();
  };
  const problem = environment.problem;
  const markers =
    problem?.file === path && problem.line !== null
      ? [{ line: problem.line, column: problem.column, message: problem.message }]
      : undefined;
  const text = draft?.text ?? file?.content;
  return (
    <section className={styles.editor} aria-label={`File ${path}`}>
      <div className={styles.bar}>
        <span className={styles.address}>
          {path}
          {draft && !settled && <span className={styles.soft}> · not saved</span>}
        </span>
        <Button
          look="primary"
          size="small"
          disabled={!draft || saving.fetching}
          onClick={() => draft && void save(draft.text, draft.baseHash)}
        >
          Save
        </Button>
        <ConfirmButton label="Delete" of={path} question="Delete for good" disabled={deleting.fetching} onConfirm={() => void drop()} />
      </div>
      {draft?.refusal && (
        <div className={styles.fault} role="alert">
          <p>{draft.refusal.message}</p>
          {draft.refusal.code === 'CONFLICT' && (
            <div className={styles.actions}>
              <Button size="small" onClick={() => (onDraft(undefined), refresh())}>
                Take theirs
              </Button>
              <Button size="small" onClick={() => void save(draft.text, undefined)}>
                Save mine
              </Button>
            </div>
          )}
        </div>
      )}
      {failure && !file && <FailureNotice failure={failure} missing="files" onRetry={refresh} />}
      {loading && <Skeleton height="100%" />}
      {file?.content === null && <p className={styles.away}>This file is no text, or too large to edit here ({bytes(file.size)}).</p>}
      {data && !file && <p className={styles.away}>There is no such file any more.</p>}
      {text != null && (
        <div className={styles.code}>
          <CodeEditor
            path={path}
            value={text}
            label={`Code of ${path}`}
            {...(markers && { markers })}
            reveal={reveal}
            onChange={(next) => {
              typed.current = { path, text: next };
              onDraft(next === file?.content ? undefined : { text: next, baseHash: draft?.baseHash ?? file?.hash ?? '' });
            }}
            onSave={(now) => void (now !== file?.content && save(now, draft?.baseHash ?? file?.hash))}
          />
        </div>
      )}
    </section>
  );
}
