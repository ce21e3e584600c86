import { ArrowUpRight } from 'lucide-react';
import { useEffect } from 'react';
import { Link } from 'react-router';
import {
  DeploymentsDocument,
  type DeploymentFilter,
  type DecidedDeploymentFragment,
  type DeploymentsQuery,
  type DeploymentsQueryVariables,
  type DeploymentStatus,
  type EnvironmentName,
} from '../../graphql/generated/graphql.ts';
import { usePages } from '../../graphql/use-pages.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { Segmented, Select } from '../../ui/fields.tsx';
import { LoadMore } from '../../ui/load-more.tsx';
import { Ago } from '../../ui/moments.tsx';
import { SectionHead } from '../../ui/page-header.tsx';
import { duration } from '../../ui/quantities.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Badge, DEPLOYMENT_WORDS, StatusBadge } from '../../ui/status.tsx';
import { useUrlFilter } from '../../ui/use-url-filter.ts';
import { deployed } from './deployed.ts';
import { verdictOf } from './verdict.ts';
import styles from './waypoint.module.css';

const PAGE = 12;

const ENVIRONMENTS: Readonly<Record<EnvironmentName, string>> = {
  DEVELOPMENT: 'Development',
  STAGING: 'Staging',
  PRODUCTION: 'Production',
};
const CHOICES = [{ value: '', label: 'All' }, ...Object.entries(ENVIRONMENTS).map(([value, label]) => ({ value, label }))];

export function Deployments({ changes }: { changes: number }) {
  const [environment, setEnvironment] = useUrlFilter('environment');
  const [status, setStatus] = useUrlFilter('status');
  const [project, setProject] = useUrlFilter('project');
  const filter: DeploymentFilter = {
    ...(isEnvironment(environment) ? { environment } : {}),
    ...(isStatus(status) ? { status } : {}),
    ...(project ? { project } : {}),
  };
  const deployments = usePages<DeploymentsQuery, DeploymentsQueryVariables, DecidedDeploymentFragment>({
    document: DeploymentsDocument,
    page: (after) => ({ filter, first: PAGE, after }),
    pick: (data) => data.deployments,
  });
  const { refresh } = deployments;
  useEffect(() => {
    if (changes > 0) refresh();
  }, [changes, refresh]);
  const filtered = environment !== '' || status !== '' || project !== '';
  return (
    <section aria-labelledby="deployments" aria-busy={deployments.loading} className={styles.block}>
      <SectionHead id="deployments" title="Deployments" count={deployments.totalCount}>
        <div className={styles.filters} role="search" aria-label="Filter deployments">
          <Segmented label="Environment" choices={CHOICES} value={environment} onChoose={setEnvironment} />
          <Select aria-label="Status" value={status} onChange={(event) => setStatus(event.target.value)}>
            <option value="">Any status</option>
            {Object.entries(DEPLOYMENT_WORDS).map(([value, { word }]) => (
              <option key={value} value={value}>
                {word}
              </option>
            ))}
          </Select>
        </div>
      </SectionHead>
      {project && (
        <p className={styles.scope}>
          Deployments of one project.{' '}
          <button type="button" onClick={() => setProject('')}>
            Show all
          </button>
        </p>
      )}
      {deployments.failure && <FailureNotice failure={deployments.failure} missing="deployments" onRetry={deployments.refresh} />}
      {deployments.loading && <Skeleton height="30rem" radius="var(--radius-xl)" />}
      {deployments.totalCount === 0 && (
        <EmptyState system="WAYPOINT" title={filtered ? 'No deployment fits' : 'Nothing has been deployed yet'}>
          {filtered ? 'Choose another environment or status.' : 'A deployment that WISSIL or a pipeline outside reports appears here.'}
        </EmptyState>
      )}
      {deployments.nodes.length > 0 && (
        <ol className={styles.timeline}>
          {deployments.nodes.map((deployment) => (
            <DeploymentEntry key={deployment.id} deployment={deployment} />
          ))}
        </ol>
      )}
      <LoadMore pages={deployments} things="deployments" />
    </section>
  );
}

function DeploymentEntry({ deployment }: { deployment: DecidedDeploymentFragment }) {
  const { environment, build, url, message, reason, status, startedAt, finishedAt } = deployment;
  // Who rejected it stands in its message.
  const approved = deployment.approval?.status === 'APPROVED' ? verdictOf(deployment) : null;
  return (
    <li className={styles.entry} data-tone={DEPLOYMENT_WORDS[status].tone}>
      <div className={styles.entryMain}>
        <p className={styles.entryTitle}>
          <strong>{deployed(deployment)}</strong> <span className="numeric">{deployment.version}</span>
          <span className={styles.to}> to {environment.title}</span>
        </p>
        {message && <p className={styles.message}>{message}</p>}
        {reason && <p className={styles.message}>Because: {reason}</p>}
        {approved && <p className={styles.message}>{approved}</p>}
        <p className={styles.entryLinks}>
          {build && <Link to={`/ignis?build=${encodeURIComponent(build.id)}`}>Build #{build.number}</Link>}
          {url && (
            <a href={url}>
              Open
              <ArrowUpRight size={12} aria-hidden="true" />
            </a>
          )}
          {!deployment.project && deployment.service && <Badge>service</Badge>}
        </p>
      </div>
      <StatusBadge state={DEPLOYMENT_WORDS[status]} />
      <span className={styles.entryAt}>
        <Ago at={startedAt} />
        {finishedAt && <span className="numeric"> · took {duration(Date.parse(finishedAt) - Date.parse(startedAt))}</span>}
      </span>
    </li>
  );
}

function isEnvironment(value: string): value is EnvironmentName {
  return value in ENVIRONMENTS;
}

function isStatus(value: string): value is DeploymentStatus {
  return value in DEPLOYMENT_WORDS;
}
