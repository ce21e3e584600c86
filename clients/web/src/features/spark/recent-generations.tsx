import {
  RecentGenerationsDocument,
  type ListedGenerationFragment,
  type RecentGenerationsQuery,
  type RecentGenerationsQueryVariables,
} from '../../graphql/generated/graphql.ts';
import { usePages } from '../../graphql/use-pages.ts';
import { useViewer } from '../../session/viewer.ts';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { LoadMore } from '../../ui/load-more.tsx';
import { Ago } from '../../ui/moments.tsx';
import { SectionHead } from '../../ui/page-header.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { StatusBadge } from '../../ui/status.tsx';
import { GENERATION_WORDS } from './generation-states.ts';
import styles from './recent-generations.module.css';
import { useGenerationFeed } from './use-generation-feed.ts';

const PAGE = 5;

/** What one has asked for, newest first, each as far as it is. */
export function RecentGenerations({ onOpen }: { onOpen: (generation: string) => void }) {
  const { id: author } = useViewer();
  const generations = usePages<RecentGenerationsQuery, RecentGenerationsQueryVariables, ListedGenerationFragment>({
    document: RecentGenerationsDocument,
    page: (after) => ({ filter: { author }, first: PAGE, after }),
    pick: (data) => data.generations,
  });
  const { nodes, totalCount, loading, failure, refresh } = generations;
  useGenerationFeed(nodes, refresh);
  return (
    <section className={styles.recent} aria-labelledby="recent" aria-busy={loading}>
      <SectionHead id="recent" title="Your generations" count={totalCount || null} />
      {failure && <FailureNotice failure={failure} missing="generations" onRetry={refresh} />}
      {loading && <Skeleton height="8rem" radius="var(--radius-lg)" />}
      {totalCount === 0 && (
        <p className={styles.none}>
          You have not asked for a component yet. Say above what it should be: it appears here, and stays until you come back to it.
        </p>
      )}
      {nodes.length > 0 && (
        <ul className={styles.list} aria-labelledby="recent">
          {nodes.map(({ id, prompt, status, analysis, createdAt }) => (
            <li key={id}>
              <button type="button" className={styles.item} onClick={() => onOpen(id)}>
                <span className={styles.prompt}>{prompt}</span>
                <span className={styles.pattern}>{analysis?.pattern?.pattern.title ?? ''}</span>
                <StatusBadge state={GENERATION_WORDS[status]} />
                <span className={styles.at}>
                  <Ago at={createdAt} />
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <LoadMore pages={generations} things="generations" />
    </section>
  );
}
