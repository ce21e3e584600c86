import { Check, Minus, X } from 'lucide-react';
import type { DeploymentCheckStatus, DeploymentPartsFragment } from '../../graphql/generated/graphql.ts';
import styles from './delivery.module.css';

const MARKS: Readonly<Record<DeploymentCheckStatus, { icon: typeof Check; word: string }>> = {
  PASSED: { icon: Check, word: 'passed' },
  FAILED: { icon: X, word: 'failed' },
  SKIPPED: { icon: Minus, word: 'left out' },
};

/** What was looked at before and after a release was brought somewhere. */
export function DeploymentChecks({ deployment }: { deployment: Pick<DeploymentPartsFragment, 'health' | 'checks'> }) {
  const all = [...deployment.checks, ...deployment.health];
  if (all.length === 0) return null;
  return (
    <ul className={styles.checks}>
      {all.map(({ name, status, message }) => {
        const { icon: Mark, word } = MARKS[status];
        return (
          <li key={name} data-status={status} title={message ?? undefined}>
            <Mark size={12} aria-hidden="true" />
            {name}
            <span className="visually-hidden">: {word}</span>
          </li>
        );
      })}
    </ul>
  );
}
