import { Square, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { Link } from 'react-router';
import { useMutation, useSubscription } from 'urql';
import { BuildChangedDocument, BuildDetailDocument, CancelBuildDocument, type BuildDetailQuery } from '../../graphql/generated/graphql.ts';
import { failureOf } from '../../graphql/failure.ts';
import { useResource } from '../../graphql/use-resource.ts';
import { useMay } from '../../session/viewer.ts';
import { announce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { Ago } from '../../ui/moments.tsx';
import { bytes, count, duration } from '../../ui/quantities.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import { BUILD_WORDS, StatusBadge } from '../../ui/status.tsx';
import { BuildComparison, type ComparableBuild } from './build-comparison.tsx';
import { BuildArtifact, BuildOptimisations, BuildOutputs, BuildSuggestions } from './build-findings.tsx';
import styles from './build-details.module.css';
import { BuildLog } from './build-log.tsx';
import { isUnderWay, phaseName, PROJECT_PHASES } from './build-phase.ts';
import { subject } from './build-row.tsx';
import { PhasesChart } from './phases-chart.tsx';
import { useBuildLog } from './use-build-log.ts';

type DetailedBuild = NonNullable<BuildDetailQuery['build']>;

export interface BuildDetailsProps {
  id: string;
  /** Other builds of the same project that have output, the newest first. */
  othersOf: (build: DetailedBuild) => readonly ComparableBuild[];
  onChoose: (id: string) => void;
  onClose?: () => void;
}

/** One build, followed while it is under way. */
export function BuildDetails({ id, ...props }: BuildDetailsProps) {
  const { data, loading, failure, refresh } = useResource(BuildDetailDocument, { variables: { id } });
  const build = data?.build;
  const underWay = isUnderWay(build);
  // What changes goes to the cache, and from there to `build`.
  useSubscription({ query: BuildChangedDocument, variables: { id }, pause: build !== undefined && !underWay });
  const wasUnderWay = useRef(false);
  useEffect(() => {
    if (!build) return;
    const settled = wasUnderWay.current && !isUnderWay(build);
    wasUnderWay.current = isUnderWay(build);
    if (!settled) return;
    announce(`Build ${build.number}: ${BUILD_WORDS[build.status].word}`);
    // The whole log, which the change does not carry.
    refresh();
  }, [build, refresh]);
  if (loading) return <Skeleton height="40rem" radius="var(--radius-xl)" />;
  if (failure && !build) return <FailureNotice failure={failure} missing="details" onRetry={refresh} />;
  if (!build) return <p className={styles.soft}>There is no such build any more. Choose another one from the list.</p>;
  return <Details build={build} refresh={refresh} {...props} />;
}

type DetailsProps = Omit<BuildDetailsProps, 'id'> & { build: DetailedBuild; refresh: () => void };

function Details({ build, refresh, othersOf, onChoose, onClose }: DetailsProps) {
  const { metrics, phases, phase, status, reusedFrom } = build;
  const underWay = isUnderWay(build);
  const text = useBuildLog({ id: build.id, stored: build.log, underWay, refresh });
  // A result that was there already says so once, above.
  const made = reusedFrom ? phases.filter((each) => each.status !== 'SKIPPED') : phases;
  const ended = new Set(phases.map(({ name }) => name));
  const ahead = underWay && build.kind === 'PROJECT' ? PROJECT_PHASES.filter((name) => !ended.has(name) && name !== phase) : [];
  return (
    <article className={styles.details} aria-labelledby="build-title">
      <header className={styles.head}>
        <div>
          <h2 id="build-title">
            Build <span className="numeric">#{build.number}</span>
          </h2>
          <p className={styles.soft}>
            <Subject build={build} /> · queued <Ago at={build.queuedAt} />
          </p>
          {build.commit && (
            <p className={styles.commit}>
              <span>
                {build.branch} at <code title={build.commit}>{build.commit.slice(0, 10)}</code>
              </span>
              <CopyButton text={build.commit} what="Commit" />
            </p>
          )}
        </div>
        <StatusBadge state={BUILD_WORDS[status]} />
        {onClose && (
          <Button look="quiet" size="icon" onClick={onClose} aria-label="Close details">
            <X size={16} aria-hidden="true" />
          </Button>
        )}
      </header>
      {underWay && <Cancel build={build} />}
      {build.error && (
        <p className={styles.error} role="note">
          {build.kind === 'PROJECT' && phase && <strong>{phaseName(phase)}: </strong>}
          {build.error}
        </p>
      )}
      {reusedFrom && (
        <p className={styles.reused} role="note">
          Nothing had changed: this is the result of{' '}
          <button type="button" className={styles.link} onClick={() => onChoose(reusedFrom.id)}>
            build #{reusedFrom.number}
          </button>
          .
        </p>
      )}
      <dl className={styles.figures}>
        <Figure term="Duration" value={build.durationMs === null ? '–' : duration(build.durationMs)} />
        <Figure term="Output" value={metrics ? bytes(metrics.outputBytes) : '–'} />
        <Figure term="Gzip" value={metrics ? bytes(metrics.gzipBytes) : '–'} />
        <Figure term={build.kind === 'PROJECT' ? 'Sources' : 'Modules'} value={metrics ? count(metrics.moduleCount) : '–'} />
      </dl>
      {(phases.length > 0 || underWay) && <PhasesChart phases={made} running={status === 'RUNNING' ? phase : null} ahead={ahead} />}
      <BuildSuggestions suggestions={build.suggestions} />
      {metrics && <BuildOutputs metrics={metrics} />}
      {metrics && <BuildOptimisations optimisations={metrics.optimisations} />}
      {build.kind === 'PROJECT' && status === 'SUCCEEDED' && <BuildComparison id={build.id} others={othersOf(build)} />}
      {build.artifact ? <BuildArtifact artifact={build.artifact} /> : build.digest && <Digest digest={build.digest} />}
      <BuildLog number={build.number} text={text} live={underWay} />
    </article>
  );
}

function Subject({ build }: { build: DetailedBuild }) {
  if (build.componentVersion)
    return (
      <Link to={`/spark?component=${encodeURIComponent(build.componentVersion.component.slug)}`} className={styles.link}>
        {subject(build)}
      </Link>
    );
  return subject(build);
}

/** Offered to those who may start builds. */
function Cancel({ build }: { build: DetailedBuild }) {
  const [cancelling, cancel] = useMutation(CancelBuildDocument);
  const may = useMay('build.start');
  const result = cancelling.data?.cancelBuild;
  const problem = failureOf(cancelling.error)?.message ?? (result && 'message' in result ? result.message : undefined);
  if (!may) return null;
  return (
    <div className={styles.cancel}>
      <Square size={13} aria-hidden="true" />
      <ConfirmButton
        label="Stop"
        of={`build ${build.number}`}
        question="Stop this build"
        disabled={cancelling.fetching}
        onConfirm={() => void cancel({ input: { id: build.id } })}
      />
      <p role="alert">{problem}</p>
    </div>
  );
}

function Digest({ digest }: { digest: string }) {
  return (
    <div className={styles.digest}>
      <span className={styles.soft}>Digest</span>
      <code title={digest}>{digest}</code>
      <CopyButton text={digest} what="Digest" />
    </div>
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
