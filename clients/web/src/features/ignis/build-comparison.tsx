import { useId, useState } from 'react';
import { BuildComparisonDocument, type BuildComparisonQuery } from '../../graphql/generated/graphql.ts';
import { useResource } from '../../graphql/use-resource.ts';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { Select } from '../../ui/fields.tsx';
import { bytes, duration } from '../../ui/quantities.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import styles from './build-details.module.css';
import { phaseName } from './build-phase.ts';

export interface ComparableBuild {
  id: string;
  number: number;
}

type Comparison = NonNullable<NonNullable<BuildComparisonQuery['build']>['compare']>;

const MOST_FILES = 12;

/** What is different from another build of the same project, chosen here; the one before it at first. */
export function BuildComparison({ id, others }: { id: string; others: readonly ComparableBuild[] }) {
  const [chosen, choose] = useState<string | null>(null);
  const label = useId();
  const other = chosen ?? others[0]?.id;
  const { data, loading, failure, refresh } = useResource(BuildComparisonDocument, {
    variables: { id, with: other ?? '' },
    pause: other === undefined,
  });
  if (other === undefined) return null;
  const comparison = data?.build?.compare;
  return (
    <section aria-labelledby="build-comparison">
      <div className={styles.comparisonHead}>
        <h3 id="build-comparison">Compared with</h3>
        <Select id={label} aria-label="Compare with build" value={other} onChange={(event) => choose(event.target.value)}>
          {others.map((build) => (
            <option key={build.id} value={build.id}>
              #{build.number}
            </option>
          ))}
        </Select>
      </div>
      {failure && !comparison && <FailureNotice failure={failure} missing="comparison" onRetry={refresh} />}
      {loading && <Skeleton height="8rem" radius="var(--radius-md)" />}
      {comparison && <Deltas comparison={comparison} />}
    </section>
  );
}

function Deltas({ comparison }: { comparison: Comparison }) {
  const { phases, outputs, durationDeltaMs, outputBytesDelta, gzipBytesDelta } = comparison;
  const moved = phases.filter(({ beforeMs, afterMs }) => (beforeMs ?? 0) + (afterMs ?? 0) > 0);
  return (
    <>
      <dl className={styles.deltas}>
        <Delta term="Time" value={durationDeltaMs} format={duration} />
        <Delta term="Raw" value={outputBytesDelta} format={bytes} />
        <Delta term="Gzip" value={gzipBytesDelta} format={bytes} />
      </dl>
      <details className={styles.more}>
        <summary>
          {outputs.length === 0 ? 'Phases' : `Phases and ${outputs.length} changed ${outputs.length === 1 ? 'file' : 'files'}`}
        </summary>
        <table className={styles.table}>
          <thead className="visually-hidden">
            <tr>
              <th scope="col">Phase or file</th>
              <th scope="col">Before</th>
              <th scope="col">Now</th>
              <th scope="col">Difference</th>
            </tr>
          </thead>
          <tbody>
            {moved.map(({ name, beforeMs, afterMs }) => (
              <Row
                key={name}
                name={phaseName(name)}
                before={beforeMs === null ? '–' : duration(beforeMs)}
                after={afterMs === null ? '–' : duration(afterMs)}
                difference={signed((afterMs ?? 0) - (beforeMs ?? 0), duration)}
              />
            ))}
            {outputs.slice(0, MOST_FILES).map(({ path, beforeBytes, afterBytes, deltaBytes }) => (
              <Row
                key={path}
                name={path}
                before={beforeBytes === null ? 'new' : bytes(beforeBytes)}
                after={afterBytes === null ? 'gone' : bytes(afterBytes)}
                difference={signed(deltaBytes, bytes)}
              />
            ))}
          </tbody>
        </table>
      </details>
    </>
  );
}

function Row({ name, before, after, difference }: { name: string; before: string; after: string; difference: string }) {
  return (
    <tr>
      <th scope="row" className={styles.path}>
        {name}
      </th>
      <td className="numeric">{before}</td>
      <td className="numeric">{after}</td>
      <td className="numeric">{difference}</td>
    </tr>
  );
}

function Delta({ term, value, format }: { term: string; value: number | null; format: (value: number) => string }) {
  const tone = value === null || value === 0 ? 'unknown' : value < 0 ? 'up' : 'degraded';
  return (
    <div data-tone={tone}>
      <dt>{term}</dt>
      <dd className="numeric">{value === null ? '–' : signed(value, format)}</dd>
    </div>
  );
}

/** With the sign first, as people read differences. */
function signed(value: number, format: (value: number) => string): string {
  if (value === 0) return '±0';
  return `${value > 0 ? '+' : '−'}${format(Math.abs(value))}`;
}
