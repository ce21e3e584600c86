import { X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { Link } from 'react-router';
import { BuildDetailDocument, type BuildDetailQuery } from '../../graphql/generated/graphql.ts';
import { useResource } from '../../graphql/use-resource.ts';
import { announce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { Ago } from '../../ui/moments.tsx';
import { bytes, count, duration } from '../../ui/quantities.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import { BUILD_WORDS, StatusBadge } from '../../ui/status.tsx';
import { subject } from './build-row.tsx';
import styles from './ignis.module.css';
import { PhasesChart } from './phases-chart.tsx';

type DetailedBuild = NonNullable<BuildDetailQuery['build']>;

export interface BuildDetailsProps {
  id: string;
  /** How often a build under way is read again, in milliseconds. */
  watchEvery: number;
  /** A build that was under way has ended. */
  onSettled: () => void;
  onClose?: () => void;
}

const isUnderWay = (build: DetailedBuild | null | undefined): boolean => build?.status === 'QUEUED' || build?.status === 'RUNNING';

export function BuildDetails({ id, watchEvery, onSettled, onClose }: BuildDetailsProps) {
  const { data, loading, failure, refresh } = useResource(BuildDetailDocument, {
    variables: { id },
    pollEvery: (known) => (isUnderWay(known?.build) ? watchEvery : null),
  });
  const build = data?.build;
  const wasUnderWay = useRef(false);
  useEffect(() => {
    if (!build) return;
    const settled = wasUnderWay.current && !isUnderWay(build);
    wasUnderWay.current = isUnderWay(build);
    if (!settled) return;
    announce(`Build ${build.number}: ${BUILD_WORDS[build.status].word}`);
    onSettled();
  }, [build, onSettled]);
  if (loading) return <Skeleton height="40rem" radius="var(--radius-xl)" />;
  if (failure && !build) return <FailureNotice failure={failure} missing="details" onRetry={refresh} />;
  if (!build) return <p className={styles.soft}>There is no such build any more. Choose another one from the list.</p>;
  return <Details build={build} onClose={onClose} />;
}

function Details({ build, onClose }: { build: DetailedBuild; onClose: (() => void) | undefined }) {
  const { metrics } = build;
  return (
    <article className={styles.details} aria-labelledby="build-title">
      <header className={styles.head}>
        <div>
          <h2 id="build-title">
            Build <span className="numeric">#{build.number}</span>
          </h2>
          <p className={styles.soft}>
            {build.componentVersion ? (
              <Link to={`/spark?component=${encodeURIComponent(build.componentVersion.component.slug)}`} className={styles.link}>
                {subject(build)}
              </Link>
            ) : (
              subject(build)
            )}{' '}
            · queued <Ago at={build.queuedAt} />
          </p>
        </div>
        <StatusBadge state={BUILD_WORDS[build.status]} />
        {onClose && (
          <Button look="quiet" size="icon" onClick={onClose} aria-label="Close details">
            <X size={16} aria-hidden="true" />
          </Button>
        )}
      </header>
      {build.error && (
        <p className={styles.error} role="note">
          {build.error}
        </p>
      )}
      <dl className={styles.figures}>
        <Figure term="Duration" value={build.durationMs === null ? '–' : duration(build.durationMs)} />
        <Figure term="Output" value={metrics ? bytes(metrics.outputBytes) : '–'} />
        <Figure term="Gzip" value={metrics ? bytes(metrics.gzipBytes) : '–'} />
        <Figure term="Modules" value={metrics ? count(metrics.moduleCount) : '–'} />
      </dl>
      {metrics && metrics.phases.length > 0 && <PhasesChart phases={metrics.phases} />}
      {build.digest && (
        <div className={styles.digest}>
          <span className={styles.soft}>Digest</span>
          <code title={build.digest}>{build.digest}</code>
          <CopyButton text={build.digest} what="Digest" />
        </div>
      )}
      <div>
        <h3 className={styles.logTitle}>Log</h3>
        {/* A region that scrolls has to be reachable for the keys that scroll it. */}
        {/* eslint-disable-next-line jsx-a11y-x/no-noninteractive-tabindex */}
        <pre className={styles.log} tabIndex={0} role="region" aria-label={`Log of build ${build.number}`}>
          {build.log || (isUnderWay(build) ? 'Waiting for the first line…' : 'The build wrote no lines.')}
        </pre>
      </div>
    </article>
  );
}

function Figure({ term, value }: { term: string; value: string }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd className="numeric">{value}</dd>
    </div>
  );
}
