import { useState } from 'react';
import {
  DeployReleaseDocument,
  type EnvironmentName,
  type ReleaseReviewFragment,
  RollBackDeploymentDocument,
} from '../../graphql/generated/graphql.ts';
import { useCommand } from '../../graphql/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Select, TextArea } from '../../ui/fields.tsx';
import styles from './delivery.module.css';
import { ReleaseReview } from './release-review.tsx';

/** What is asked for in the dialog: a release to bring somewhere, or the way back there. */
export type Move = { kind: 'deploy' | 'back'; environment: EnvironmentName; title: string };

export interface DeployDialogProps {
  move: Move | null;
  project: { id: string; name: string };
  releases: readonly ReleaseReviewFragment[];
  /** Of the release that runs there now. */
  running: string | null;
  onClose: () => void;
  onDone: () => void;
}

export function DeployDialog(props: DeployDialogProps) {
  const { move, project } = props;
  const label = move?.kind === 'back' ? `Roll back ${project.name} in ${move.title}` : `Deploy ${project.name} to ${move?.title ?? ''}`;
  return (
    <Dialog open={move !== null} onClose={props.onClose} label={label}>
      {move && <DeployForm key={`${move.kind}${move.environment}`} {...props} move={move} label={label} />}
    </Dialog>
  );
}

function DeployForm({ move, label, project, releases, running, onClose, onDone }: DeployDialogProps & { move: Move; label: string }) {
  const back = move.kind === 'back';
  const choices = back ? releases.filter(({ version }) => version !== running) : releases;
  const [release, setRelease] = useState(choices[0]?.id ?? '');
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<string>();
  const chosen = choices.find(({ id }) => id === release);
  const deploy = useCommand(DeployReleaseDocument);
  const rollBack = useCommand(RollBackDeploymentDocument);
  const busy = deploy.busy || rollBack.busy;
  const submit = async (): Promise<void> => {
    const why = reason.trim();
    setProblem(back && why === '' ? 'Say why, for those who read the history.' : undefined);
    if (back && why === '') return;
    const { environment } = move;
    const done = back
      ? await rollBack.run(
          { project: project.id, environment, reason: why, ...(release !== '' && { to: release }) },
          `${project.name} goes back in ${move.title}`,
        )
      : await deploy.run({ release, environment, ...(why !== '' && { reason: why }) }, `${project.name} is on its way to ${move.title}`);
    if (!done) return;
    onDone();
    onClose();
  };
  const refusal = deploy.refusal ?? rollBack.refusal;
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <h2>{label}</h2>
      <p className={styles.soft}>
        {back
          ? 'From the registry, without a build: what runs there now keeps serving until the other one is healthy.'
          : NOTES[move.environment]}
      </p>
      <Field label={back ? 'To' : 'Release'} required>
        {(control) => (
          <Select {...control} value={release} onChange={(event) => setRelease(event.target.value)}>
            {choices.map(({ id, version, message }) => (
              <option key={id} value={id}>
                {version} · {message.split('\n', 1)[0]}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {chosen && <ReleaseReview release={chosen} running={running} />}
      <Field label="Reason" required={back} error={problem}>
        {(control) => <TextArea {...control} rows={3} maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />}
      </Field>
      {refusal && (
        <p className={styles.problem} role="alert">
          {refusal}
        </p>
      )}
      <div className={styles.formActions}>
        <Button onClick={onClose}>Cancel</Button>
        <Button look="primary" type="submit" disabled={busy || (release === '' && !back)}>
          {back ? 'Roll back' : `Deploy to ${move.title}`}
        </Button>
      </div>
    </form>
  );
}

const NOTES: Readonly<Record<EnvironmentName, string>> = {
  DEVELOPMENT: 'It begins at once.',
  STAGING: 'It begins when somebody has approved it.',
  PRODUCTION: 'It begins when another administrator has approved it, and only with the image that ran in staging.',
};
