import { Check, LoaderCircle, Minus, X } from 'lucide-react';
import { duration } from '../../ui/quantities.ts';
import styles from './build-details.module.css';
import { type BuildPhase, phaseName } from './build-phase.ts';

const STEPS = ['300', '500', '700', '400', '600', '800'] as const;
const shade = (index: number): string => `var(--color-ignis-${STEPS[index % STEPS.length]})`;

export interface PhasesChartProps {
  phases: readonly BuildPhase[];
  /** What it is at. */
  running: string | null;
  /** What is still to come. */
  ahead: readonly string[];
}

/** Where the time went: one bar in proportion, and each phase with how it ended. */
export function PhasesChart({ phases, running, ahead }: PhasesChartProps) {
  const total = phases.reduce((sum, phase) => sum + phase.durationMs, 0);
  return (
    <figure className={styles.phases}>
      <figcaption>Where the time went</figcaption>
      <div className={styles.phaseBar} aria-hidden="true">
        {phases.map(({ name, durationMs }, index) => (
          <span key={name} style={{ flexGrow: durationMs, background: shade(index) }} title={`${name}: ${duration(durationMs)}`} />
        ))}
      </div>
      <table>
        <thead className="visually-hidden">
          <tr>
            <th scope="col">Phase</th>
            <th scope="col">Duration</th>
            <th scope="col">Share</th>
          </tr>
        </thead>
        <tbody>
          {phases.map((phase, index) => (
            <tr key={phase.name} data-status={phase.status}>
              <th scope="row">
                <span className={styles.key} style={{ background: shade(index) }} aria-hidden="true" />
                {phaseName(phase.name)} <PhaseMark status={phase.status} />
                {phase.message && phase.status !== 'FAILED' && <span className={styles.phaseNote}>{phase.message}</span>}
              </th>
              <td className="numeric">{phase.status === 'SKIPPED' ? '–' : duration(phase.durationMs)}</td>
              <td className="numeric">
                {total > 0 && phase.status !== 'SKIPPED' ? `${Math.round((phase.durationMs / total) * 100)} %` : ''}
              </td>
            </tr>
          ))}
          {running !== null && (
            <tr data-status="RUNNING">
              <th scope="row">
                <span className={styles.key} aria-hidden="true" />
                {phaseName(running)} <LoaderCircle size={13} className={styles.spin} aria-label="running" />
              </th>
              <td />
              <td />
            </tr>
          )}
          {ahead.map((name) => (
            <tr key={name} data-status="AHEAD">
              <th scope="row">
                <span className={styles.key} aria-hidden="true" />
                {phaseName(name)} <span className="visually-hidden">to come</span>
              </th>
              <td />
              <td />
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}

function PhaseMark({ status }: { status: BuildPhase['status'] }) {
  if (status === 'FAILED') return <X size={13} className={styles.failed} aria-label="failed" />;
  if (status === 'SKIPPED') return <Minus size={13} aria-label="skipped" />;
  return <Check size={13} className={styles.passed} aria-label="succeeded" />;
}
