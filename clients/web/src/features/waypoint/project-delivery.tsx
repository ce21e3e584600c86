import { ArrowUpRight } from 'lucide-react';
import { useMemo, useState } from 'react';
import {
  DeploymentChangedDocument,
  PipelineRunChangedDocument,
  ProjectDeliveryDocument,
  type ProjectDeliveryQuery,
  StartPipelineDocument,
} from '../../graphql/generated/graphql.ts';
import { useCommand } from '../../graphql/use-command.ts';
import { useFeed } from '../../graphql/use-feed.ts';
import { useResource } from '../../graphql/use-resource.ts';
import { useMay } from '../../session/viewer.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { Ago } from '../../ui/moments.tsx';
import { SectionHead } from '../../ui/page-header.tsx';
import { bytes } from '../../ui/quantities.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import { DEPLOYMENT_WORDS, StatusBadge } from '../../ui/status.tsx';
import { DeployDialog, type Move } from './deploy-dialog.tsx';
import { DeploymentChecks } from './deployment-checks.tsx';
import { RunCard } from './run-card.tsx';
import styles from './delivery.module.css';

type Run = NonNullable<ProjectDeliveryQuery['pipelineRuns']>['edges'][number]['node'];
type ProjectEnvironment = NonNullable<NonNullable<Run['project']>['environments']>[number];

/** One project from its commits to where it runs, live. */
export function ProjectDelivery({ id, onChanged }: { id: string; onChanged: () => void }) {
  const variables = useMemo(() => ({ project: id }), [id]);
  const { data, loading, failure, refresh } = useResource(ProjectDeliveryDocument, { variables });
  const changed = (): void => {
    refresh();
    onChanged();
  };
  useFeed(PipelineRunChangedDocument, variables, changed);
  useFeed(DeploymentChangedDocument, variables, refresh);
  const [move, setMove] = useState<Move | null>(null);
  const start = useCommand(StartPipelineDocument);
  const mayDeploy = useMay('deployment.write');
  const runs = data?.pipelineRuns?.edges.map(({ node }) => node) ?? [];
  const releases = data?.releases?.edges.map(({ node }) => node) ?? [];
  const project = runs.find((run) => run.project)?.project ?? null;
  const environments = project?.environments ?? [];
  return (
    <section aria-labelledby="delivery" aria-busy={loading} className={styles.delivery}>
      <SectionHead id="delivery" title={project?.name ?? 'Project'}>
        {mayDeploy && (
          <Button disabled={start.busy} onClick={() => void start.run({ project: id }, 'A run of the pipeline has begun')}>
            Run the pipeline
          </Button>
        )}
      </SectionHead>
      {failure && <FailureNotice failure={failure} missing="the pipeline" onRetry={refresh} />}
      {start.refusal && (
        <p className={styles.problem} role="alert">
          {start.refusal}
        </p>
      )}
      {loading && <Skeleton height="24rem" radius="var(--radius-xl)" />}
      {data && runs.length === 0 && !failure && (
        <EmptyState system="WAYPOINT" title="Nothing has been built yet">
          Push to the repository, or run the pipeline by hand.
        </EmptyState>
      )}
      {environments.length > 0 && (
        <ul className={styles.stations}>
          {environments.map((environment) => (
            <Station
              key={environment.name}
              environment={environment}
              mayDeploy={mayDeploy && releases.length > 0}
              onMove={(kind) => setMove({ kind, environment: environment.name, title: environment.title })}
            />
          ))}
        </ul>
      )}
      <div className={styles.columns}>
        {runs.length > 0 && (
          <div>
            <h3 className={styles.heading}>Pipeline runs</h3>
            <ol className={styles.runs}>
              {runs.map((run) => (
                <RunCard key={run.id} run={run} />
              ))}
            </ol>
          </div>
        )}
        {releases.length > 0 && (
          <div>
            <h3 className={styles.heading}>Releases</h3>
            <ol className={styles.releases}>
              {releases.map((release) => (
                <li key={release.id}>
                  <strong className="numeric">{release.version}</strong>
                  <span className={styles.releaseText}>{release.message.split('\n', 1)[0]}</span>
                  <span className={styles.soft}>
                    <code title={release.digest}>{release.digest.slice(7, 19)}</code> · {bytes(release.sizeBytes)} ·{' '}
                    <Ago at={release.createdAt} />
                    {release.imageRemovedAt && ' · its image is not kept any more'}
                  </span>
                </li>
              ))}
            </ol>
          </div>
        )}
      </div>
      {project && (
        <DeployDialog
          move={move}
          project={project}
          releases={releases.filter(({ imageRemovedAt }) => !imageRemovedAt)}
          running={environments.find(({ name }) => name === move?.environment)?.currentDeployment?.version ?? null}
          onClose={() => setMove(null)}
          onDone={changed}
        />
      )}
    </section>
  );
}

function Station({
  environment,
  mayDeploy,
  onMove,
}: {
  environment: ProjectEnvironment;
  mayDeploy: boolean;
  onMove: (kind: Move['kind']) => void;
}) {
  const { currentDeployment: current, latestDeployment: latest, title } = environment;
  const other = latest && latest.id !== current?.id ? latest : null;
  return (
    <li className={styles.station} aria-label={title}>
      <div className={styles.runHead}>
        <h3>{title}</h3>
        {latest && <StatusBadge state={DEPLOYMENT_WORDS[latest.status]} />}
      </div>
      {current ? (
        <>
          <p className={styles.version}>{current.version}</p>
          {current.url && (
            <a className={styles.open} href={current.url} target="_blank" rel="noreferrer">
              {current.url.replace(/^https?:\/\//, '').replace(/\/$/, '')}
              <ArrowUpRight size={12} aria-hidden="true" />
            </a>
          )}
          {current.runtime && (
            <p className={styles.soft}>
              <span className="numeric">
                {current.runtime.ready} of {current.runtime.desired}
              </span>{' '}
              running{current.runtime.restarts > 0 && `, started again ${current.runtime.restarts} times`}
            </p>
          )}
          <DeploymentChecks deployment={current} />
        </>
      ) : (
        <p className={styles.soft}>Nothing runs here yet.</p>
      )}
      {other && (
        <p className={styles.soft}>
          {other.version}: {other.message ?? DEPLOYMENT_WORDS[other.status].word}
        </p>
      )}
      {mayDeploy && (
        <p className={styles.stationActions}>
          <Button size="small" onClick={() => onMove('deploy')}>
            Deploy<span className="visually-hidden"> to {title}</span>
          </Button>
          {current && (
            <Button size="small" look="quiet" onClick={() => onMove('back')}>
              Roll back<span className="visually-hidden"> {title}</span>
            </Button>
          )}
        </p>
      )}
    </li>
  );
}
