import {
  NotificationsDocument,
  type NotificationPartsFragment,
  type NotificationsQuery,
  type NotificationsQueryVariables,
} from '../graphql/generated/graphql.ts';
import { usePages } from '../graphql/use-pages.ts';
import { Button } from '../ui/button.tsx';
import { FailureNotice } from '../ui/failure-notice.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { Ago } from '../ui/moments.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { StatusDot } from '../ui/status.tsx';
import { NotificationLink } from './notification-link.tsx';
import styles from './notification.module.css';

const PAGE = 20;

export interface NotificationListProps {
  id: string;
  unread: number;
  onFollow: (id: string) => void;
  /** All of them where it is not said which. */
  onRead: (ids?: string[]) => void;
}

export function NotificationList({ id, unread, onFollow, onRead }: NotificationListProps) {
  const pages = usePages<NotificationsQuery, NotificationsQueryVariables, NotificationPartsFragment>({
    document: NotificationsDocument,
    page: (after) => ({ first: PAGE, after }),
    pick: (data) => data.notifications,
  });
  return (
    <section id={id} className={styles.panel} aria-label="Notifications" aria-busy={pages.loading}>
      <header className={styles.panelHead}>
        <h2>Notifications</h2>
        {unread > 0 && (
          <Button size="small" look="quiet" onClick={() => onRead()}>
            Mark all as read
          </Button>
        )}
      </header>
      {pages.failure && <FailureNotice failure={pages.failure} missing="notifications" onRetry={pages.refresh} />}
      {pages.loading && (
        <div className={styles.loading}>
          <Skeleton height="3.5rem" />
          <Skeleton height="3.5rem" />
        </div>
      )}
      {pages.totalCount === 0 && (
        <p className={styles.none}>
          Nothing yet. What you asked for and what needs you is told here, such as a deployment that waits for your approval.
        </p>
      )}
      <ul className={styles.items}>
        {pages.nodes.map((notification) => (
          <Item key={notification.id} notification={notification} onFollow={onFollow} onRead={onRead} />
        ))}
      </ul>
      {pages.hasMore && <LoadMore pages={pages} things="notifications" />}
    </section>
  );
}

function Item({
  notification: { id, severity, title, message, link, createdAt, readAt },
  onFollow,
  onRead,
}: { notification: NotificationPartsFragment } & Pick<NotificationListProps, 'onFollow' | 'onRead'>) {
  return (
    <li className={styles.item} data-unread={readAt === null || undefined}>
      <span className={styles.mark}>{readAt === null && <StatusDot tone={severity === 'CRITICAL' ? 'down' : 'busy'} />}</span>
      <div className={styles.text}>
        <h3 className={styles.title}>
          {readAt === null && <span className="visually-hidden">Unread: </span>}
          {link === null ? (
            title
          ) : (
            <NotificationLink to={link} className={styles.link} onFollow={() => onFollow(id)}>
              {title}
            </NotificationLink>
          )}
        </h3>
        <p className={styles.message}>{message}</p>
        <p className={styles.foot}>
          <Ago at={createdAt} />
          {readAt === null && (
            <button type="button" className={styles.read} onClick={() => onRead([id])}>
              Mark as read<span className="visually-hidden">: {title}</span>
            </button>
          )}
        </p>
      </div>
    </li>
  );
}
