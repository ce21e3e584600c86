import { FilePlus } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useMutation } from 'urql';
import { WriteFileDocument } from '../../graphql/generated/graphql.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, TextInput } from '../../ui/fields.tsx';
import { refusalOf } from './environment-answer.ts';
import styles from './environment.module.css';

export function EnvironmentNewFile({
  environment,
  known,
  onMade,
}: {
  environment: string;
  known: ReadonlySet<string>;
  onMade: (path: string) => void;
}) {
  const [open, setOpen] = useState(false);
  const [path, setPath] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [writing, write] = useMutation(WriteFileDocument);
  const make = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (known.has(path.trim())) return setProblem('There is such a file already.');
    const { error, data } = await write({ input: { environment, path: path.trim(), content: '' } });
    const refusal = refusalOf(error, data?.writeFile);
    setProblem(refusal?.message ?? null);
    if (refusal || !data || !('path' in data.writeFile)) return;
    setOpen(false);
    setPath('');
    onMade(data.writeFile.path);
  };
  return (
    <>
      <Button size="small" look="quiet" onClick={() => setOpen(true)}>
        <FilePlus size={14} aria-hidden="true" /> New file
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} label="New file">
        <form className={styles.commit} onSubmit={(event) => void make(event)}>
          <h2>New file</h2>
          <Field label="Path" required hint="Such as src/components/card.tsx" error={problem ?? undefined}>
            {(control) => <TextInput {...control} value={path} onChange={(event) => setPath(event.target.value)} />}
          </Field>
          <div className={styles.actions}>
            <Button look="primary" type="submit" disabled={writing.fetching || path.trim() === ''}>
              Create
            </Button>
            <Button look="quiet" onClick={() => setOpen(false)}>
              Cancel
            </Button>
          </div>
        </form>
      </Dialog>
    </>
  );
}
