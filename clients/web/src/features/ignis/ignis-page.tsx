import {
  BuildsDocument,
  type BuildFilter,
  type BuildPartsFragment,
  type BuildsQuery,
  type BuildsQueryVariables,
  type BuildStatus,
} from '../../graphql/generated/graphql.ts';
import { usePages } from '../../graphql/use-pages.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { Segmented } from '../../ui/fields.tsx';
import { LoadMore } from '../../ui/load-more.tsx';
import { PageHeader, SectionHead } from '../../ui/page-header.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { BUILD_WORDS } from '../../ui/status.tsx';
import { useMedia } from '../../ui/use-media.ts';
import { useUrlFilter } from '../../ui/use-url-filter.ts';
import { BuildDetails } from './build-details.tsx';
import { BuildRow } from './build-row.tsx';
import { EnvironmentTabs } from './environment-tabs.tsx';
import styles from './ignis.module.css';

const PAGE = 15;
/** While a build is under way its list is read this often, in milliseconds. */
const WATCH = 2000;

const CHOICES = [{ value: '', label: 'All' }, ...Object.entries(BUILD_WORDS).map(([value, { word }]) => ({ value, label: word }))];

export function IgnisPage() {
  const [status, setStatus] = useUrlFilter('status');
  const [project, setProject] = useUrlFilter('project');
  const [chosen, choose] = useUrlFilter('build');
  const wide = useMedia('(min-width: 68rem)');
  const filter: BuildFilter = { ...(isStatus(status) ? { status } : {}), ...(project ? { project } : {}) };
  const builds = usePages<BuildsQuery, BuildsQueryVariables, BuildPartsFragment>({
    document: BuildsDocument,
    page: (after) => ({ filter, first: PAGE, after }),
    pick: (data) => data.builds,
    pollEvery: (nodes) => (nodes.some(({ status: now }) => now === 'QUEUED' || now === 'RUNNING') ? WATCH : null),
  });
  const shown = chosen || (wide ? builds.nodes[0]?.id : undefined);
  const slowest = Math.max(1, ...builds.nodes.map(({ durationMs }) => durationMs ?? 0));
  return (
    <>
      <PageHeader system="IGNIS" />
      <EnvironmentTabs project={project}>
        <div className={styles.layout}>
          <section aria-labelledby="builds" aria-busy={builds.loading}>
            <SectionHead id="builds" title="Builds" count={builds.totalCount}>
              <Segmented label="Status" choices={CHOICES} value={status} onChoose={setStatus} />
            </SectionHead>
            {project && (
              <p className={styles.scope}>
                Builds of one project.{' '}
                <button type="button" onClick={() => setProject('')}>
                  Show all
                </button>
              </p>
            )}
            {builds.failure && <FailureNotice failure={builds.failure} missing="builds" onRetry={builds.refresh} />}
            {builds.loading && <Skeleton height="40rem" radius="var(--radius-xl)" />}
            {builds.nodes.length > 0 && (
              <ul className={styles.list}>
                {builds.nodes.map((build) => (
                  <BuildRow
                    key={build.id}
                    build={build}
                    slowest={slowest}
                    chosen={build.id === shown}
                    onChoose={() => choose(build.id, true)}
                  />
                ))}
              </ul>
            )}
            {builds.totalCount === 0 && (
              <EmptyState system="IGNIS" title={status || project ? 'No build fits' : 'Nothing has been built yet'}>
                {status || project ? 'Choose another status.' : 'Save a component in SPARK: its build starts by itself and appears here.'}
              </EmptyState>
            )}
            <LoadMore pages={builds} things="builds" />
          </section>
          {wide && shown && (
            <aside className={styles.side} aria-label="Build details">
              <BuildDetails key={shown} id={shown} watchEvery={WATCH} onSettled={builds.refresh} />
            </aside>
          )}
          {wide && builds.loading && <Skeleton height="40rem" radius="var(--radius-xl)" />}
        </div>
        {!wide && (
          <Dialog open={chosen !== ''} onClose={() => choose('')} label="Build details">
            <div className={styles.sheet}>
              <BuildDetails key={chosen} id={chosen} watchEvery={WATCH} onSettled={builds.refresh} onClose={() => choose('')} />
            </div>
          </Dialog>
        )}
      </EnvironmentTabs>
    </>
  );
}

function isStatus(value: string): value is BuildStatus {
  return value in BUILD_WORDS;
}
