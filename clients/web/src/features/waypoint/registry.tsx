import { Link } from 'react-router';
import { RegistryEntriesDocument, type RegistryEntriesQuery, type RegistryEntriesQueryVariables } from '../../graphql/generated/graphql.ts';
import { usePages } from '../../graphql/use-pages.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { LoadMore } from '../../ui/load-more.tsx';
import { Ago } from '../../ui/moments.tsx';
import { SectionHead } from '../../ui/page-header.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import styles from './waypoint.module.css';

type Entry = NonNullable<RegistryEntriesQuery['registryEntries']>['edges'][number]['node'];

const PAGE = 12;

/** The components that anybody may use, at the version that was registered. */
export function Registry() {
  const entries = usePages<RegistryEntriesQuery, RegistryEntriesQueryVariables, Entry>({
    document: RegistryEntriesDocument,
    page: (after) => ({ first: PAGE, after }),
    pick: (data) => data.registryEntries,
  });
  return (
    <section aria-labelledby="registry" aria-busy={entries.loading} className={styles.block}>
      <SectionHead id="registry" title="Component registry" count={entries.totalCount} />
      {entries.failure && <FailureNotice failure={entries.failure} missing="registry entries" onRetry={entries.refresh} />}
      {entries.loading && <Skeleton height="12rem" radius="var(--radius-xl)" />}
      {entries.totalCount === 0 && (
        <EmptyState system="WAYPOINT" title="The registry is empty">
          A component enters it when its build succeeds.
        </EmptyState>
      )}
      {entries.nodes.length > 0 && (
        <div className={styles.tableFrame}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">Component</th>
                <th scope="col">Version</th>
                <th scope="col">Registered</th>
              </tr>
            </thead>
            <tbody>
              {entries.nodes.map((entry) => (
                <tr key={entry.id}>
                  <th scope="row">
                    {entry.component ? (
                      <Link to={`/spark?component=${encodeURIComponent(entry.component.slug)}`}>{entry.name}</Link>
                    ) : (
                      entry.name
                    )}
                  </th>
                  <td className="numeric">{entry.version}</td>
                  <td>
                    <Ago at={entry.registeredAt} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <LoadMore pages={entries} things="entries" />
    </section>
  );
}
