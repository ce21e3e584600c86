import { X } from 'lucide-react';
import { useEffect } from 'react';
import { createPortal } from 'react-dom';
import type { NotificationPartsFragment } from '../graphql/generated/graphql.ts';
import { Button } from '../ui/button.tsx';
import { StatusDot } from '../ui/status.tsx';
import { NotificationLink } from './notification-link.tsx';
import styles from './notification.module.css';

/** What is only good to know goes by itself; it stays in the list. */
const SHOWN_MS = 8_000;

export interface NotificationToastsProps {
  fresh: readonly NotificationPartsFragment[];
  onDismiss: (id: string) => void;
  onFollow: (id: string) => void;
}

/** New notifications, over the page. They are spoken by the announcer. */
export function NotificationToasts({ fresh, onDismiss, onFollow }: NotificationToastsProps) {
  if (fresh.length === 0) return null;
  // In the bar, which blurs what is behind it, `fixed` would mean the bar.
  return createPortal(
    <section className={styles.toasts} aria-label="New notifications">
      <ul className={styles.stack}>
        {fresh.map((notification) => (
          <Toast key={notification.id} notification={notification} onDismiss={onDismiss} onFollow={onFollow} />
        ))}
      </ul>
    </section>,
    document.body,
  );
}

function Toast({
  notification: { id, severity, title, message, link },
  onDismiss,
  onFollow,
}: { notification: NotificationPartsFragment } & Omit<NotificationToastsProps, 'fresh'>) {
  const stays = severity === 'CRITICAL';
  useEffect(() => {
    if (stays) return undefined;
    const timer = setTimeout(() => onDismiss(id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [id, stays, onDismiss]);
  return (
    <li className={styles.toast} data-tone={stays ? 'down' : 'busy'}>
      <span className={styles.mark}>
        <StatusDot tone={stays ? 'down' : 'busy'} />
      </span>
      <div className={styles.text}>
        <p className={styles.title}>
          {link === null ? (
            title
          ) : (
            <NotificationLink to={link} className={styles.link} onFollow={() => onFollow(id)}>
              {title}
            </NotificationLink>
          )}
        </p>
        <p className={styles.message}>{message}</p>
      </div>
      <Button look="quiet" size="icon" onClick={() => onDismiss(id)} aria-label={`Dismiss: ${title}`}>
        <X size={15} aria-hidden="true" />
      </Button>
    </li>
  );
}
