import { useEffect, useState } from 'react';
import {
  ReleasesDocument,
  type ReleasePartsFragment,
  type ReleasesQuery,
  type ReleasesQueryVariables,
} from '../../graphql/generated/graphql.ts';
import { usePages } from '../../graphql/use-pages.ts';
import { useMay } from '../../session/viewer.ts';
import { onRelease } from '../../tokens/release-feed.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { LoadMore } from '../../ui/load-more.tsx';
import { SectionHead } from '../../ui/page-header.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { ReleaseRow } from './release-row.tsx';
import styles from './releases.module.css';
import { RollBack } from './roll-back.tsx';

const PAGE = 20;

/** Every release of the set, newest first, and the way back to each. */
export function ReleaseHistory() {
  const releases = usePages<ReleasesQuery, ReleasesQueryVariables, ReleasePartsFragment>({
    document: ReleasesDocument,
    page: (after) => ({ first: PAGE, after }),
    pick: (data) => data.tokenSet?.releases ?? null,
  });
  const { refresh } = releases;
  useEffect(() => onRelease(refresh), [refresh]);
  const mayGoBack = useMay('token.write');
  const [target, setTarget] = useState<ReleasePartsFragment | null>(null);
  const newest = releases.nodes[0];
  return (
    <section aria-labelledby="releases" aria-busy={releases.loading} className={styles.history}>
      <SectionHead id="releases" title="Releases" count={releases.totalCount} />
      {releases.failure && <FailureNotice failure={releases.failure} missing="releases" onRetry={refresh} />}
      {releases.loading && <HistoryPlaceholder />}
      {releases.totalCount === 0 && (
        <EmptyState system="SLATE" title="There is no release yet">
          Change a token, and the first one appears here.
        </EmptyState>
      )}
      <ol className={styles.timeline}>
        {releases.nodes.map((release) => (
          <ReleaseRow
            key={release.id}
            release={release}
            newest={release === newest}
            {...(mayGoBack && release !== newest && { onGoBack: () => setTarget(release) })}
          />
        ))}
      </ol>
      <LoadMore pages={releases} things="releases" />
      <Dialog open={target !== null} onClose={() => setTarget(null)} label={`Go back to release ${target?.number}`}>
        {target && newest && <RollBack key={target.id} release={target} current={newest.number} onClose={() => setTarget(null)} />}
      </Dialog>
    </section>
  );
}

function HistoryPlaceholder() {
  return (
    <div className={styles.timeline}>
      {Array.from({ length: 4 }, (_, index) => (
        <Skeleton key={index} height="7rem" radius="var(--radius-lg)" />
      ))}
    </div>
  );
}
