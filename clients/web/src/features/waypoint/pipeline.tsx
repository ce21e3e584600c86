import { ArrowRight, Lock, ShieldCheck, Zap } from 'lucide-react';
import { type ReactNode, useEffect } from 'react';
import { EnvironmentsDocument, type EnvironmentsQuery, type PromotionPolicy } from '../../graphql/generated/graphql.ts';
import { useResource } from '../../graphql/use-resource.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { Ago } from '../../ui/moments.tsx';
import { SectionHead } from '../../ui/page-header.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { DEPLOYMENT_WORDS, StatusBadge, StatusDot } from '../../ui/status.tsx';
import { deployed } from './deployed.ts';
import styles from './waypoint.module.css';

type PipelineEnvironment = NonNullable<EnvironmentsQuery['environments']>['edges'][number]['node'];

const POLICIES: Readonly<Record<PromotionPolicy, { icon: ReactNode; text: string }>> = {
  AUTOMATIC: { icon: <Zap size={13} aria-hidden="true" />, text: 'Promotes by itself' },
  APPROVAL: { icon: <ShieldCheck size={13} aria-hidden="true" />, text: 'Needs an approval' },
  ADMIN_APPROVAL: { icon: <Lock size={13} aria-hidden="true" />, text: 'Needs an administrator' },
};

/** The environments in the order of promotion, each with what runs in it. */
const ORDER = ['DEVELOPMENT', 'STAGING', 'PRODUCTION'] as const;
const NO_VARIABLES = {};

export function Pipeline({ changes }: { changes: number }) {
  const { data, loading, failure, refresh } = useResource(EnvironmentsDocument, { variables: NO_VARIABLES });
  useEffect(() => {
    if (changes > 0) refresh();
  }, [changes, refresh]);
  const environments =
    data?.environments?.edges.map(({ node }) => node).toSorted((a, b) => ORDER.indexOf(a.name) - ORDER.indexOf(b.name)) ?? [];
  return (
    <section aria-labelledby="environments" aria-busy={loading}>
      <SectionHead id="environments" title="Environments" />
      {failure && !data && <FailureNotice failure={failure} missing="environments" onRetry={refresh} />}
      <ol className={styles.pipeline}>
        {loading && ORDER.map((name) => <Skeleton key={name} height="23rem" radius="var(--radius-xl)" />)}
        {environments.map((environment, index) => (
          <li key={environment.id} className={styles.environment} aria-labelledby={`env-${environment.name}`}>
            {index > 0 && (
              <span className={styles.arrow} aria-hidden="true">
                <ArrowRight size={14} />
              </span>
            )}
            <EnvironmentCard environment={environment} />
          </li>
        ))}
      </ol>
      {data && environments.length === 0 && (
        <EmptyState system="WAYPOINT" title="There are no environments">
          WAYPOINT seeds three at its first start. Restart it, and look into its log if they stay away.
        </EmptyState>
      )}
    </section>
  );
}

function EnvironmentCard({ environment }: { environment: PipelineEnvironment }) {
  const { currentDeployment: current, deployments } = environment;
  const policy = POLICIES[environment.policy];
  return (
    <>
      <div className={styles.environmentHead}>
        <h3 id={`env-${environment.name}`}>{environment.title}</h3>
        <span className={styles.policy}>
          {policy.icon}
          {policy.text}
        </span>
      </div>
      <p className={styles.soft}>{environment.description}</p>
      <div className={styles.current}>
        <span className={styles.label}>Running now</span>
        {current ? (
          <>
            <strong className={styles.release}>{current.version}</strong>
            <span className={styles.soft}>
              {deployed(current)} · <Ago at={current.finishedAt ?? current.startedAt} />
            </span>
            {current.url && (
              <a href={current.url} className={styles.url}>
                {current.url.replace(/^https?:\/\//, '')}
              </a>
            )}
          </>
        ) : (
          <span className={styles.soft}>Nothing has been deployed here yet.</span>
        )}
      </div>
      <span className={styles.label}>
        Latest of <span className="numeric">{deployments.totalCount}</span>
      </span>
      <ul className={styles.latest}>
        {deployments.edges.map(({ node }) => (
          <li key={node.id}>
            <StatusDot tone={DEPLOYMENT_WORDS[node.status].tone} />
            <span className={styles.latestName}>
              {deployed(node)} <span className="numeric">{node.version}</span>
            </span>
            <span className={styles.soft}>{DEPLOYMENT_WORDS[node.status].word}</span>
          </li>
        ))}
      </ul>
      {current && current.status !== 'SUCCEEDED' && <StatusBadge state={DEPLOYMENT_WORDS[current.status]} />}
    </>
  );
}
