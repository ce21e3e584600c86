import { useEffect } from 'react';
import { useClient } from 'urql';
import { pipe, subscribe } from 'wonka';
import { HealthHistoryDocument, SystemHealthChangedDocument } from '../../graphql/generated/graphql.ts';
import { useResource } from '../../graphql/use-resource.ts';
import { SYSTEM_CATALOG } from '../../systems/system-catalog.ts';
import { SYSTEM_NAMES } from '../../systems/system-names.ts';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { Ago, useNow } from '../../ui/moments.tsx';
import { SectionHead } from '../../ui/page-header.tsx';
import { duration } from '../../ui/quantities.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import { HEALTH_WORDS, StatusDot } from '../../ui/status.tsx';
import { chooseWindow, healthSpans, share, type HealthMoment } from './health-spans.ts';
import styles from './landing.module.css';

const NO_VARIABLES = {};
const LATEST = 6;

/** Six strips of the recent past, and the newest changes in words. */
export function HealthHistory() {
  const { data, loading, failure, refresh } = useResource(HealthHistoryDocument, { variables: NO_VARIABLES });
  useRefreshOnChange(refresh);
  const now = useNow();
  const bySystem = new Map(data?.systems?.edges.map(({ node }) => [node.name, node.healthHistory.edges.map((edge) => edge.node)] as const));
  const everything = [...bySystem].flatMap(([name, events]) => events.map((event) => ({ ...event, name })));
  const window = chooseWindow(everything, now);
  const latest = everything.toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at)).slice(0, LATEST);
  return (
    <section aria-labelledby="history" className={styles.history} aria-busy={loading}>
      <SectionHead id="history" title="Health history">
        <span className={styles.window}>{window.label}</span>
      </SectionHead>
      {failure && !data ? (
        <FailureNotice failure={failure} missing="health events" onRetry={refresh} />
      ) : (
        <div className={styles.historyPanel}>
          <ul className={styles.strips}>
            {SYSTEM_NAMES.map((name) => (
              <li key={name}>
                <span className={styles.stripName}>{SYSTEM_CATALOG[name].title}</span>
                <Strip title={SYSTEM_CATALOG[name].title} events={bySystem.get(name)} window={window.milliseconds} now={now} />
              </li>
            ))}
          </ul>
          <div className={styles.latest}>
            <h3>Latest changes</h3>
            <ol>
              {loading &&
                Array.from({ length: LATEST }, (_, index) => (
                  <li key={index}>
                    <Skeleton height="1rem" />
                  </li>
                ))}
              {latest.map(({ id, name, status, at, reason }) => (
                <li key={id}>
                  <StatusDot tone={HEALTH_WORDS[status].tone} />
                  <span className={styles.change}>
                    <strong>{SYSTEM_CATALOG[name].title}</strong> {HEALTH_WORDS[status].word.toLowerCase()}
                    {reason && <span className={styles.reason}>{reason}</span>}
                  </span>
                  <span className={styles.changeAt}>
                    <Ago at={at} />
                  </span>
                </li>
              ))}
              {data && latest.length === 0 && <li>Nothing has changed since the first start.</li>}
            </ol>
          </div>
        </div>
      )}
    </section>
  );
}

function Strip({
  title,
  events,
  window,
  now,
}: {
  title: string;
  events: readonly HealthMoment[] | undefined;
  window: number;
  now: number;
}) {
  if (!events) return <Skeleton height="1.5rem" radius="var(--radius-sm)" />;
  const spans = healthSpans(events, now - window, now);
  const up = share(spans, 'UP');
  const down = spans.filter(({ status }) => status === 'DOWN');
  const description = `${title}: up ${up} % of the known time${down.length > 0 ? `, down ${down.length} ${down.length === 1 ? 'time' : 'times'} for ${duration(down.reduce((sum, span) => sum + span.end - span.start, 0))} in all` : ''}`;
  return (
    <>
      <span role="img" aria-label={description} title={description} className={styles.strip}>
        {spans.map(({ status, start, end }) => (
          <span key={start} data-status={status} style={{ flexGrow: (end - start) / window }} />
        ))}
      </span>
      <span className={`${styles.share} numeric`} aria-hidden="true">
        {up} %
      </span>
    </>
  );
}

/** The event says that the status changed; the list of past ones is the graph's to tell. */
function useRefreshOnChange(refresh: () => void): void {
  const client = useClient();
  useEffect(() => {
    const feed = pipe(
      client.subscription(SystemHealthChangedDocument, NO_VARIABLES),
      subscribe(({ data }) => {
        if (data) refresh();
      }),
    );
    return () => feed.unsubscribe();
  }, [client, refresh]);
}
