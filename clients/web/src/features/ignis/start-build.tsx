import { useState, type FormEvent } from 'react';
import { useMutation } from 'urql';
import { failureOf } from '../../graphql/failure.ts';
import { type BuildableProjectsQuery, StartProjectBuildDocument } from '../../graphql/generated/graphql.ts';
import { announce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Select, TextInput } from '../../ui/fields.tsx';
import styles from './ignis.module.css';

type BuildableProject = NonNullable<BuildableProjectsQuery['projects']>['edges'][number]['node'];

export interface StartBuildProps {
  projects: readonly BuildableProject[];
  /** Chosen at first. */
  project: string | undefined;
  onStarted: (id: string) => void;
}

/** Builds a project by hand: a branch, or its default one. */
export function StartBuild({ projects, project, onStarted }: StartBuildProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button look="primary" onClick={() => setOpen(true)} disabled={projects.length === 0}>
        Build a project
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} label="Build a project">
        <StartBuildForm
          projects={projects}
          project={project}
          onCancel={() => setOpen(false)}
          onStarted={(id) => {
            setOpen(false);
            onStarted(id);
          }}
        />
      </Dialog>
    </>
  );
}

function StartBuildForm({ projects, project, onStarted, onCancel }: StartBuildProps & { onCancel: () => void }) {
  const [chosen, choose] = useState(project ?? projects[0]?.id ?? '');
  const [branch, setBranch] = useState('');
  const [starting, start] = useMutation(StartProjectBuildDocument);
  const result = starting.data?.startProjectBuild;
  const fields = result?.__typename === 'InvalidInputError' ? result.fields : [];
  const problem = failureOf(starting.error)?.message ?? (result && 'message' in result && fields.length === 0 ? result.message : undefined);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const { data } = await start({ input: { project: chosen, branch: branch.trim() || null } });
    const started = data?.startProjectBuild;
    if (started?.__typename !== 'Build') return;
    announce(`Build ${started.number} queued`);
    onStarted(started.id);
  };
  return (
    <form className={styles.start} onSubmit={(event) => void submit(event)} noValidate>
      <h2>Build a project</h2>
      <p className={styles.soft}>It is linted, type checked, tested, built and packaged, each in a sandbox without network.</p>
      <Field label="Project" required>
        {(control) => (
          <Select {...control} value={chosen} onChange={(event) => choose(event.target.value)}>
            {projects.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field
        label="Branch"
        hint="Its newest commit is built. Empty: the project’s default branch."
        error={fields.find(({ path }) => path === 'branch')?.message}
      >
        {(control) => <TextInput {...control} autoComplete="off" value={branch} onChange={(event) => setBranch(event.target.value)} />}
      </Field>
      <footer className={styles.startFoot}>
        <p role="alert">{problem}</p>
        <Button look="quiet" onClick={onCancel}>
          Cancel
        </Button>
        <Button look="primary" type="submit" disabled={starting.fetching || chosen === ''}>
          {starting.fetching ? 'Queueing…' : 'Build'}
        </Button>
      </footer>
    </form>
  );
}
