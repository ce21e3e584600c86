import type { BuildPartsFragment, BuildKind, BuildStatus } from '../../graphql/generated/graphql.ts';
import type { Pages } from '../../graphql/use-pages.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { Segmented, Select } from '../../ui/fields.tsx';
import { LoadMore } from '../../ui/load-more.tsx';
import { SectionHead } from '../../ui/page-header.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { BUILD_WORDS } from '../../ui/status.tsx';
import { BuildRow } from './build-row.tsx';
import styles from './ignis.module.css';

const STATUS_CHOICES = [{ value: '', label: 'All' }, ...Object.entries(BUILD_WORDS).map(([value, { word }]) => ({ value, label: word }))];
const KINDS: Readonly<Record<BuildKind, string>> = { PROJECT: 'Projects', COMPONENT: 'Components' };

interface HistoryFilter {
  status: string;
  kind: string;
  setStatus: (value: string) => void;
  setKind: (value: string) => void;
  /** Whether a project is chosen above. */
  ofProject: boolean;
}

export interface BuildHistoryProps {
  builds: Pages<BuildPartsFragment>;
  filter: HistoryFilter;
  shown: string | undefined;
  onChoose: (id: string) => void;
}

/** Every build, the newest first, by the day it was queued. */
export function BuildHistory({ builds, filter, shown, onChoose }: BuildHistoryProps) {
  const slowest = Math.max(1, ...builds.nodes.map(({ durationMs }) => durationMs ?? 0));
  const filtered = filter.status !== '' || filter.kind !== '' || filter.ofProject;
  return (
    <section aria-labelledby="builds" aria-busy={builds.loading}>
      <SectionHead id="builds" title="History" count={builds.totalCount}>
        <div className={styles.filters} role="search" aria-label="Filter builds">
          <Segmented label="Status" choices={STATUS_CHOICES} value={filter.status} onChoose={filter.setStatus} />
          <Select aria-label="What was built" value={filter.kind} onChange={(event) => filter.setKind(event.target.value)}>
            <option value="">All builds</option>
            {Object.entries(KINDS).map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Select>
        </div>
      </SectionHead>
      {builds.failure && <FailureNotice failure={builds.failure} missing="builds" onRetry={builds.refresh} />}
      {builds.loading && <Skeleton height="40rem" radius="var(--radius-xl)" />}
      {[...byDay(builds.nodes)].map(([day, ofDay]) => (
        <div key={day} className={styles.day}>
          <h3>{day}</h3>
          <ol className={styles.list}>
            {ofDay.map((build) => (
              <BuildRow key={build.id} build={build} slowest={slowest} chosen={build.id === shown} onChoose={() => onChoose(build.id)} />
            ))}
          </ol>
        </div>
      ))}
      {builds.totalCount === 0 && (
        <EmptyState system="IGNIS" title={filtered ? 'No build fits' : 'Nothing has been built yet'}>
          {filtered
            ? 'Choose another status, kind or project.'
            : 'Push to a project, or save a component in SPARK: its build starts by itself and appears here.'}
        </EmptyState>
      )}
      <LoadMore pages={builds} things="builds" />
    </section>
  );
}

const dayFormat = new Intl.DateTimeFormat('en', { weekday: 'long', day: 'numeric', month: 'long' });

function byDay(builds: readonly BuildPartsFragment[]): Map<string, BuildPartsFragment[]> {
  const today = dayFormat.format(new Date());
  return Map.groupBy(builds, ({ queuedAt }) => {
    const day = dayFormat.format(new Date(queuedAt));
    return day === today ? 'Today' : day;
  });
}

export function isBuildStatus(value: string): value is BuildStatus {
  return Object.hasOwn(BUILD_WORDS, value);
}

export function isBuildKind(value: string): value is BuildKind {
  return Object.hasOwn(KINDS, value);
}
