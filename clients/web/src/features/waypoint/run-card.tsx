import { Check, CircleDashed, LoaderCircle, Minus, X } from 'lucide-react';
import { Link } from 'react-router';
import { CancelPipelineRunDocument, type PipelineStageStatus, type RunPartsFragment } from '../../graphql/generated/graphql.ts';
import { useCommand } from '../../graphql/use-command.ts';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { Ago } from '../../ui/moments.tsx';
import { duration } from '../../ui/quantities.ts';
import { RUN_WORDS, StatusBadge } from '../../ui/status.tsx';
import styles from './delivery.module.css';

const MARKS: Readonly<Record<PipelineStageStatus, typeof Check>> = {
  PENDING: CircleDashed,
  RUNNING: LoaderCircle,
  SUCCEEDED: Check,
  FAILED: X,
  SKIPPED: Minus,
};

const STAGE_WORDS: Readonly<Record<PipelineStageStatus, string>> = {
  PENDING: 'waiting',
  RUNNING: 'under way',
  SUCCEEDED: 'done',
  FAILED: 'failed',
  SKIPPED: 'left out',
};

const TRIGGERS = { PUSH: 'push', MANUAL: 'started by hand', CREATED: 'new project' } as const;
const UNDER_WAY: ReadonlySet<string> = new Set(['QUEUED', 'BUILDING', 'PUBLISHING']);

/** One way of a commit through the pipeline, with what became of each stage. */
export function RunCard({ run }: { run: RunPartsFragment }) {
  const cancel = useCommand(CancelPipelineRunDocument);
  const failed = run.stages.find(({ status }) => status === 'FAILED');
  return (
    <li className={styles.run} aria-label={`Run ${run.number}`}>
      <div className={styles.runHead}>
        <p className={styles.runTitle}>
          <strong className="numeric">#{run.number}</strong> {firstLine(run.message)}
        </p>
        <StatusBadge state={RUN_WORDS[run.status]} />
      </div>
      <p className={styles.soft}>
        <code>{run.commit.slice(0, 8)}</code> on {run.branch} · {run.author} · {TRIGGERS[run.trigger]} · <Ago at={run.createdAt} />
        {run.durationMs !== null && <span className="numeric"> · took {duration(run.durationMs)}</span>}
      </p>
      <ol className={styles.stages}>
        {run.stages.map((stage) => {
          const Mark = MARKS[stage.status];
          return (
            <li key={stage.name} data-status={stage.status} title={stage.message ?? undefined}>
              <Mark size={13} aria-hidden="true" />
              <span>{stage.name}</span>
              <span className="visually-hidden">: {STAGE_WORDS[stage.status]}</span>
              {stage.durationMs !== null && <span className="numeric">{duration(stage.durationMs)}</span>}
            </li>
          );
        })}
      </ol>
      {run.error && (
        <div className={styles.problem} role="alert">
          <p>{run.error.message}</p>
          <p>{run.error.remedy}</p>
        </div>
      )}
      {!run.error && failed?.message && <p className={styles.problem}>{failed.message}</p>}
      <p className={styles.links}>
        {run.build && <Link to={`/ignis?build=${encodeURIComponent(run.build.id)}`}>Build #{run.build.number}</Link>}
        {run.release && <span>Release {run.release.version}</span>}
        {UNDER_WAY.has(run.status) && (
          <ConfirmButton
            label="Stop"
            of={`run ${run.number}`}
            question={`Stop run ${run.number}`}
            disabled={cancel.busy}
            onConfirm={() => void cancel.run({ run: run.id }, `Run ${run.number} was stopped`)}
          />
        )}
      </p>
      {cancel.refusal && <p className={styles.problem}>{cancel.refusal}</p>}
    </li>
  );
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? '';
}
