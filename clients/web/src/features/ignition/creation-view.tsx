import { Check, LoaderCircle, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { CreationPartsFragment, CreationStatus } from '../../graphql/generated/graphql.ts';
import { announce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { CreationResult } from './creation-result.tsx';
import styles from './creation.module.css';
import { useCreation } from './use-creation.ts';

const STEP_TITLES: Readonly<Record<string, string>> = {
  scaffold: 'Write the files, with SLATE’s tokens',
  repository: 'Create the repository',
  'first-commit': 'Make the first commit',
  register: 'Register the project',
};

const STATUS_WORDS: Readonly<Record<CreationStatus, string>> = {
  PENDING: 'waiting',
  RUNNING: 'under way',
  SUCCEEDED: 'done',
  FAILED: 'failed',
};

export interface CreationViewProps {
  id: string;
  onClose: () => void;
  /** Back to the wizard, with what was entered. */
  onAgain: (() => void) | null;
  /** The project is there. */
  onMade: () => void;
}

/** The making of a project as it goes on, and what came of it. */
export function CreationView({ id, onClose, onAgain, onMade }: CreationViewProps) {
  const { creation, failure, refresh } = useCreation(id);
  const heading = useRef<HTMLHeadingElement>(null);
  const status = creation?.status;
  const name = creation?.name ?? '';
  const made = useRef(onMade);
  useEffect(() => {
    if (status === 'SUCCEEDED') made.current();
    if (status === 'SUCCEEDED') announce(`${name} is ready`);
    if (status === 'FAILED') announce(`${name} was not made`);
    if (status !== undefined) heading.current?.focus();
  }, [status, name]);

  if (creation === null)
    return (
      <EmptyState system="IGNITION" title="There is no such project in the making">
        <Button onClick={onClose}>To all projects</Button>
      </EmptyState>
    );
  return (
    <section className={styles.creation} aria-label="Making of a project" aria-busy={status === 'PENDING' || status === 'RUNNING'}>
      {failure && <FailureNotice failure={failure} missing="news of the project" onRetry={refresh} />}
      {creation === undefined && !failure && <Skeleton height="22rem" radius="var(--radius-xl)" />}
      {creation && (
        <div className={styles.panel}>
          <header className={styles.head} data-status={creation.status}>
            <StatusMark status={creation.status} />
            <div>
              <h2 ref={heading} tabIndex={-1}>
                {headline(creation)}
              </h2>
              <p>{lead(creation)}</p>
            </div>
          </header>
          <ol className={styles.steps}>
            {creation.steps.map((step) => (
              <li key={step.name} data-status={step.status}>
                <StepMark status={step.status} />
                <div>
                  <p className={styles.stepTitle}>
                    {STEP_TITLES[step.name] ?? step.name}
                    <span className="visually-hidden">, {STATUS_WORDS[step.status]}</span>
                  </p>
                  {step.message && step.status !== 'FAILED' && <p className={styles.stepText}>{step.message}</p>}
                </div>
              </li>
            ))}
          </ol>
          {creation.project && <CreationResult project={creation.project} />}
          {creation.error && (
            <div className={styles.failure} role="alert">
              <p>{creation.error.message}</p>
              <p>{creation.error.remedy}</p>
            </div>
          )}
          <footer className={styles.foot}>
            {creation.status === 'FAILED' && onAgain && (
              <Button look="primary" onClick={onAgain}>
                Back to the wizard
              </Button>
            )}
            <Button look={creation.status === 'FAILED' ? 'secondary' : 'quiet'} onClick={onClose}>
              To all projects
            </Button>
          </footer>
        </div>
      )}
    </section>
  );
}

function headline({ status, name }: CreationPartsFragment): string {
  return { PENDING: `Making ${name}`, RUNNING: `Making ${name}`, SUCCEEDED: `${name} is ready`, FAILED: `${name} was not made` }[status];
}

function lead({ status }: CreationPartsFragment): string {
  if (status === 'SUCCEEDED')
    return 'It has a repository with its first commit; IGNIS prepares its development environment, WAYPOINT its pipeline.';
  if (status === 'FAILED') return 'Nothing of it is left, and its name is free. What you entered is kept in the wizard.';
  return 'It goes on by itself, also when you leave this page.';
}

function StatusMark({ status }: { status: CreationStatus }) {
  const size = 22;
  return (
    <span className={styles.mark} data-status={status} aria-hidden="true">
      {status === 'SUCCEEDED' ? <Check size={size} /> : status === 'FAILED' ? <X size={size} /> : <LoaderCircle size={size} />}
    </span>
  );
}

function StepMark({ status }: { status: CreationStatus }) {
  return (
    <span className={styles.stepMark} data-status={status} aria-hidden="true">
      {status === 'SUCCEEDED' && <Check size={13} />}
      {status === 'FAILED' && <X size={13} />}
      {status === 'RUNNING' && <LoaderCircle size={13} />}
    </span>
  );
}
