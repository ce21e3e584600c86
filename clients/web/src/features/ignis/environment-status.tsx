import type { DevEnvironmentStatus, DevEnvironmentStepStatus, EnvironmentPartsFragment } from '../../graphql/generated/graphql.ts';
import { duration } from '../../ui/quantities.ts';
import { type StateWord, StatusBadge, StatusDot, type Tone } from '../../ui/status.tsx';
import styles from './environment.module.css';

const WORDS: Readonly<Record<DevEnvironmentStatus, StateWord>> = {
  PREPARING: { word: 'Preparing', tone: 'busy' },
  READY: { word: 'Ready', tone: 'up' },
  STOPPED: { word: 'Stopped', tone: 'unknown' },
  FAILED: { word: 'Failed', tone: 'down' },
};

const STEP_WORDS: Readonly<Record<string, string>> = { checkout: 'Files', install: 'Packages', start: 'Dev server' };

const STEP_STATES: Readonly<Record<DevEnvironmentStepStatus, { tone: Tone; word: string }>> = {
  PENDING: { tone: 'unknown', word: 'waits' },
  RUNNING: { tone: 'busy', word: 'under way' },
  SUCCEEDED: { tone: 'up', word: 'done' },
  FAILED: { tone: 'down', word: 'failed' },
};

export function EnvironmentStatus({
  environment,
  onShow,
}: {
  environment: EnvironmentPartsFragment;
  onShow: (path: string, line: number | null) => void;
}) {
  const { status, message, steps, problem, branch, commit } = environment;
  return (
    <div className={styles.state}>
      <div className={styles.stateLine}>
        <StatusBadge state={WORDS[status]} />
        <span className={styles.soft}>
          on <code>{branch}</code>
          {commit && (
            <>
              {' '}
              at <code title={commit}>{commit.slice(0, 8)}</code>
            </>
          )}
        </span>
        {status !== 'READY' && status !== 'STOPPED' && (
          <ol className={styles.steps}>
            {steps.map((step) => (
              <li key={step.name}>
                <span className={styles.stepName}>
                  <StatusDot tone={STEP_STATES[step.status].tone} pulse={step.status === 'RUNNING'} />
                  {STEP_WORDS[step.name] ?? step.name}
                </span>{' '}
                <span className={styles.soft}>
                  {STEP_STATES[step.status].word}
                  {step.durationMs !== null && <span className="numeric"> {duration(step.durationMs)}</span>}
                </span>
              </li>
            ))}
          </ol>
        )}
      </div>
      {message && status !== 'READY' && (
        <p className={status === 'FAILED' ? styles.fault : styles.note} role={status === 'FAILED' ? 'alert' : 'note'}>
          {message}
        </p>
      )}
      {status === 'READY' && problem && (
        <div className={styles.fault} role="alert">
          {problem.file && (
            <button type="button" className={styles.place} onClick={() => onShow(problem.file as string, problem.line)}>
              {problem.file}
              {problem.line !== null && `:${problem.line}`}
            </button>
          )}{' '}
          {problem.message}
        </div>
      )}
    </div>
  );
}
