import { useEffect } from 'react';
import { BuildTrendDocument, type BuildTrendQuery, type OutputKind } from '../../graphql/generated/graphql.ts';
import { useResource } from '../../graphql/use-resource.ts';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { bytes, duration } from '../../ui/quantities.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import { BUILD_WORDS } from '../../ui/status.tsx';
import styles from './build-trend.module.css';
import { KIND_WORDS, kindShade } from './output-kinds.ts';
import { TrendChart } from './trend-chart.tsx';

type Point = NonNullable<BuildTrendQuery['buildTrend']>[number];

export interface BuildTrendProps {
  project: string;
  /** Changes when a build of the project has ended: then it is read again. */
  round: number;
  chosen: string | undefined;
  onChoose: (id: string) => void;
}

/** How long the last builds of a project took, and what they weigh. */
export function BuildTrend({ project, round, ...choice }: BuildTrendProps) {
  const { data, loading, failure, refresh } = useResource(BuildTrendDocument, { variables: { project } });
  useEffect(() => {
    if (round > 0) refresh();
  }, [round, refresh]);
  const points = data?.buildTrend ?? [];
  if (loading) return <Skeleton height="14rem" radius="var(--radius-xl)" />;
  if (failure && points.length === 0) return <FailureNotice failure={failure} missing="graphs" onRetry={refresh} />;
  if (points.length === 0) return <p className={styles.none}>No build of this project has ended yet.</p>;
  return (
    <div className={styles.charts}>
      <TimeChart points={points} {...choice} />
      <SizeChart points={points} {...choice} />
    </div>
  );
}

/** Red says that something failed, so what succeeded is not of the system's own red. */
const TIME_SHADE = 'light-dark(var(--color-slate-400), var(--color-slate-500))';

type ChartProps = Pick<BuildTrendProps, 'chosen' | 'onChoose'> & { points: readonly Point[] };

function TimeChart({ points, ...choice }: ChartProps) {
  const timed = points
    .filter(({ durationMs, status }) => durationMs !== null && status === 'SUCCEEDED')
    .map(({ durationMs }) => durationMs ?? 0);
  const failures = points.filter(({ status }) => status === 'FAILED').length;
  const summary =
    timed.length === 0
      ? `The last ${points.length} builds failed.`
      : `Time of the last ${points.length} builds: the newest that succeeded took ${duration(timed.at(-1) ?? 0)}, the fastest ${duration(Math.min(...timed))}, the slowest ${duration(Math.max(...timed))}; ${failures} failed.`;
  return (
    <TrendChart
      title="Build time"
      summary={summary}
      format={duration}
      legend={[{ name: 'succeeded', shade: TIME_SHADE }, ...(failures > 0 ? [{ name: 'failed', shade: null }] : [])]}
      bars={points.map(({ id, number, durationMs, status }) => ({
        id,
        name: `#${number}`,
        failed: status === 'FAILED',
        parts: [{ name: 'time', value: durationMs ?? 0, shade: TIME_SHADE }],
      }))}
      table={
        <Figures
          points={points}
          onChoose={choice.onChoose}
          columns={[
            ['Result', ({ status }) => BUILD_WORDS[status].word],
            ['Time', ({ durationMs }) => (durationMs === null ? '–' : duration(durationMs))],
          ]}
        />
      }
      {...choice}
    />
  );
}

function SizeChart({ points, ...choice }: ChartProps) {
  const weighed = points.filter(({ outputBytes }) => outputBytes !== null);
  const [first, last] = [weighed[0], weighed.at(-1)];
  const kinds = (['JS', 'CSS', 'IMAGE', 'OTHER'] as const satisfies readonly OutputKind[]).filter((kind) =>
    points.some(({ totals }) => totals.some((total) => total.kind === kind)),
  );
  const summary = last
    ? `Size of the output of ${weighed.length} builds: ${bytes(first?.outputBytes ?? 0)} at first, ${bytes(last.outputBytes ?? 0)} now, ${bytes(last.gzipBytes ?? 0)} gzipped.`
    : 'No build has an output.';
  return (
    <TrendChart
      title="Bundle size"
      summary={summary}
      format={bytes}
      legend={kinds.map((kind) => ({ name: KIND_WORDS[kind].toLowerCase(), shade: kindShade(kind) }))}
      bars={points.map(({ id, number, totals }) => ({
        id,
        name: `#${number}`,
        failed: false,
        parts: kinds.flatMap((kind) =>
          totals.filter((total) => total.kind === kind).map((total) => ({ name: kind, value: total.bytes, shade: kindShade(kind) })),
        ),
      }))}
      table={
        <Figures
          points={points}
          onChoose={choice.onChoose}
          columns={[
            ['Raw', ({ outputBytes }) => (outputBytes === null ? '–' : bytes(outputBytes))],
            ['Gzip', ({ gzipBytes }) => (gzipBytes === null ? '–' : bytes(gzipBytes))],
          ]}
        />
      }
      {...choice}
    />
  );
}

interface FiguresProps {
  points: readonly Point[];
  columns: readonly (readonly [title: string, of: (point: Point) => string])[];
  onChoose: (id: string) => void;
}

function Figures({ points, columns, onChoose }: FiguresProps) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Build</th>
          {columns.map(([title]) => (
            <th key={title} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {points.toReversed().map((point) => (
          <tr key={point.id}>
            <th scope="row">
              <button type="button" onClick={() => onChoose(point.id)} className="numeric">
                #{point.number}
              </button>
            </th>
            {columns.map(([title, of]) => (
              <td key={title} className="numeric">
                {of(point)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
