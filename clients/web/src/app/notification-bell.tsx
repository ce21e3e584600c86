import { Bell } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import { useMutation } from 'urql';
import { MarkNotificationsReadDocument } from '../graphql/generated/graphql.ts';
import { useNotificationFeed } from './notification-feed.ts';
import { NotificationList } from './notification-list.tsx';
import { NotificationToasts } from './notification-toasts.tsx';
import styles from './notification.module.css';

/** More than this is told as this. */
const MOST_COUNTED = 99;

/** One's own notifications: how many are unread, the list, and each new one as it comes. */
export function NotificationBell() {
  const feed = useNotificationFeed();
  const [, mark] = useMutation(MarkNotificationsReadDocument);
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  useEffect(() => {
    if (!open) return undefined;
    const onPointer = (event: PointerEvent): void => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) setOpen(false);
    };
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      setOpen(false);
      button.current?.focus();
    };
    addEventListener('pointerdown', onPointer);
    addEventListener('keydown', onKey);
    return () => {
      removeEventListener('pointerdown', onPointer);
      removeEventListener('keydown', onKey);
    };
  }, [open]);

  /** All of them without ids. */
  const markRead = (ids?: string[]): void => void mark({ input: ids === undefined ? {} : { ids } });
  const follow = (notification: string): void => {
    setOpen(false);
    feed.dismiss(notification);
    markRead([notification]);
  };
  const unread = feed.unread ?? 0;
  return (
    <div ref={box} className={styles.box}>
      <button
        ref={button}
        type="button"
        className={styles.bell}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
        title="Notifications"
      >
        <Bell size={16} aria-hidden="true" />
        <span className="visually-hidden">Notifications{unread > 0 ? `, ${unread} unread` : ''}</span>
        {unread > 0 && (
          <span className={`${styles.count} numeric`} aria-hidden="true">
            {unread > MOST_COUNTED ? `${MOST_COUNTED}+` : unread}
          </span>
        )}
      </button>
      {open && <NotificationList id={id} unread={unread} onFollow={follow} onRead={markRead} />}
      <NotificationToasts fresh={open ? [] : feed.fresh} onDismiss={feed.dismiss} onFollow={follow} />
    </div>
  );
}
