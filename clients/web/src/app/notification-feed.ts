import { useCallback, useEffect, useState } from 'react';
import { useClient } from 'urql';
import { pipe, subscribe } from 'wonka';
import { NotificationReceivedDocument, UnreadNotificationsDocument, type NotificationPartsFragment } from '../graphql/generated/graphql.ts';
import { useResource } from '../graphql/use-resource.ts';
import { announce } from '../ui/announcer.tsx';

const NO_VARIABLES = {};

/** So many are shown at once; the bell has the rest. */
const MOST_SHOWN = 3;

export interface NotificationFeed {
  /** Null until it is known. */
  unread: number | null;
  /** Those that came while the page was open and were not dismissed, newest first. */
  fresh: readonly NotificationPartsFragment[];
  dismiss: (id: string) => void;
}

/** One's own notifications for as long as the page is open: each new one is spoken and shown. */
export function useNotificationFeed(): NotificationFeed {
  const client = useClient();
  const count = useResource(UnreadNotificationsDocument, { variables: NO_VARIABLES });
  const [fresh, setFresh] = useState<readonly NotificationPartsFragment[]>([]);
  const dismiss = useCallback((id: string) => setFresh((before) => before.filter((each) => each.id !== id)), []);
  useEffect(() => {
    const feed = pipe(
      client.subscription(NotificationReceivedDocument, NO_VARIABLES),
      subscribe(({ data }) => {
        const received = data?.notificationReceived;
        if (!received) return;
        setFresh((before) => [received, ...before].slice(0, MOST_SHOWN));
        announce(`${received.title}. ${received.message}`);
      }),
    );
    return feed.unsubscribe;
  }, [client]);
  return { unread: count.data?.notifications?.unreadCount ?? null, fresh, dismiss };
}
