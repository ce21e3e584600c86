import { CircleCheck, CircleMinus, CircleX, TriangleAlert } from 'lucide-react';
import type { CheckPartsFragment, ReportPartsFragment } from '../../graphql/generated/graphql.ts';
import { duration } from '../../ui/quantities.ts';
import styles from './workbench.module.css';

const NAMES: Readonly<Record<string, string>> = {
  types: 'Strict types',
  lint: 'Lint',
  tests: 'Its tests',
  accessibility: 'Accessibility',
  tokens: 'Tokens alone',
};

interface Look {
  word: string;
  tone: string;
  icon: typeof CircleCheck;
}

const PASSED: Look = { word: 'passed', tone: 'up', icon: CircleCheck };
const LOOKS: Readonly<Record<string, Look>> = {
  PASSED,
  FAILED: { word: 'failed', tone: 'down', icon: CircleX },
  SKIPPED: { word: 'not looked at', tone: 'unknown', icon: CircleMinus },
};

/** Says what one must not overlook: that nobody knows whether it works. */
export function Unverified({ verification: { status, reason, remedy } }: Pick<ReportPartsFragment, 'verification'>) {
  if (status !== 'NOT_RUN') return null;
  return (
    <div className={styles.unverified} role="note" aria-labelledby="unverified">
      <TriangleAlert size={18} aria-hidden="true" />
      <div>
        <strong id="unverified">Not verified: none of its code has run</strong>
        <p>{reason}</p>
        <p>{remedy}</p>
      </div>
    </div>
  );
}

/** Each check, how it ended, and what is wrong. */
export function Report({ report }: { report: ReportPartsFragment }) {
  return (
    <ul className={styles.checks} aria-label="Checks">
      {report.checks.map((check) => (
        // Why nothing could be run is said once, above.
        <Check key={check.name} check={check} quiet={report.verification.status === 'NOT_RUN' && check.status === 'SKIPPED'} />
      ))}
    </ul>
  );
}

function Check({ check: { name, status, durationMs, details }, quiet }: { check: CheckPartsFragment; quiet: boolean }) {
  const { word, tone, icon: Icon } = LOOKS[status] ?? PASSED;
  return (
    <li className={styles.check} data-tone={tone}>
      <p className={styles.checkHead}>
        <Icon size={16} aria-hidden="true" />
        <strong>{NAMES[name] ?? name}</strong>
        <span>{word}</span>
        {status !== 'SKIPPED' && <span className="numeric">{duration(durationMs)}</span>}
      </p>
      {details.length > 0 && !quiet && (
        <ul className={styles.details}>
          {details.map((line, index) => (
            <li key={index}>{line}</li>
          ))}
        </ul>
      )}
    </li>
  );
}
