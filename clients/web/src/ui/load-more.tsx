import type { Pages } from '../graphql/use-pages.ts';
import { Button } from './button.tsx';
import styles from './ui.module.css';

/** `things`: what is listed, in the plural. Renders nothing when everything is shown and fits a page. */
export function LoadMore({ pages, things }: { pages: Pages<unknown>; things: string }) {
  if (pages.totalCount === null || pages.nodes.length === 0) return null;
  return (
    <div className={styles.more}>
      <span className="numeric" role="status">
        {pages.nodes.length} of {pages.totalCount} {things}
      </span>
      {pages.hasMore && (
        <Button size="small" onClick={pages.loadMore} disabled={pages.loadingMore}>
          {pages.loadingMore ? 'Loading…' : 'Load more'}
        </Button>
      )}
    </div>
  );
}
