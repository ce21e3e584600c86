import { GitCommitHorizontal } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useMutation } from 'urql';
import { CommitFilesDocument, DiscardChangesDocument, type EnvironmentPartsFragment } from '../../graphql/generated/graphql.ts';
import { announce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, TextArea } from '../../ui/fields.tsx';
import styles from './environment.module.css';
import { refusalOf } from './environment-answer.ts';

const LETTERS = { ADDED: 'new', MODIFIED: 'changed', DELETED: 'deleted' } as const;

/** Commits what has changed and pushes it, or puts everything back. */
export function EnvironmentCommit({
  environment,
  unsaved,
  onDone,
}: {
  environment: EnvironmentPartsFragment;
  unsaved: number;
  onDone: () => void;
}) {
  const [open, setOpen] = useState(false);
  const [message, setMessage] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [committing, commit] = useMutation(CommitFilesDocument);
  const [discarding, discard] = useMutation(DiscardChangesDocument);
  const busy = committing.fetching || discarding.fetching;
  const close = (): void => {
    setOpen(false);
    setProblem(null);
  };
  const settle = (refusal: { message: string } | null, done: string): void => {
    setProblem(refusal?.message ?? null);
    if (refusal) return;
    announce(done);
    setMessage('');
    close();
    onDone();
  };
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const { error, data } = await commit({ input: { environment: environment.id, message } });
    settle(refusalOf(error, data?.commitFiles), 'Committed and pushed');
  };
  const putBack = async (): Promise<void> => {
    const { error, data } = await discard({ input: { environment: environment.id } });
    settle(refusalOf(error, data?.discardChanges), 'Every file is as it was in the last commit');
  };
  return (
    <>
      <Button disabled={!environment.dirty} onClick={() => setOpen(true)}>
        <GitCommitHorizontal size={15} aria-hidden="true" /> Commit{environment.changes.length > 0 && ` ${environment.changes.length}`}
      </Button>
      <Dialog open={open} onClose={close} label="Commit and push">
        <form className={styles.commit} onSubmit={(event) => void send(event)}>
          <h2>Commit and push to {environment.branch}</h2>
          <ul className={styles.changes}>
            {environment.changes.map(({ path, status }) => (
              <li key={path}>
                <span className={styles.soft}>{LETTERS[status]}</span> <code>{path}</code>
              </li>
            ))}
          </ul>
          {unsaved > 0 && <p className={styles.note}>What is not saved yet stays here and is not committed.</p>}
          <Field label="Message" required error={problem ?? undefined}>
            {(control) => <TextArea {...control} rows={3} value={message} onChange={(event) => setMessage(event.target.value)} />}
          </Field>
          <div className={styles.actions}>
            <Button look="primary" type="submit" disabled={busy || message.trim() === ''}>
              Commit and push
            </Button>
            <ConfirmButton label="Discard all" of="changes" question="Discard for good" disabled={busy} onConfirm={() => void putBack()} />
            <Button look="quiet" onClick={close}>
              Cancel
            </Button>
          </div>
        </form>
      </Dialog>
    </>
  );
}
