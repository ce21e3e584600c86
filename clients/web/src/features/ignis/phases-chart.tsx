import type { BuildPhase } from './build-phase.ts';
import styles from './ignis.module.css';
import { duration } from '../../ui/quantities.ts';

const STEPS = ['300', '500', '700', '400', '600', '800'] as const;
const shade = (index: number): string => `var(--color-ignis-${STEPS[index % STEPS.length]})`;

/** Where the time went: one bar in proportion, and the figures as a table. */
export function PhasesChart({ phases }: { phases: readonly BuildPhase[] }) {
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
          {phases.map(({ name, durationMs }, index) => (
            <tr key={name}>
              <th scope="row">
                <span className={styles.key} style={{ background: shade(index) }} aria-hidden="true" />
                {name}
              </th>
              <td className="numeric">{duration(durationMs)}</td>
              <td className="numeric">{total > 0 ? Math.round((durationMs / total) * 100) : 0} %</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}
