import { useEffect } from 'react';
import {
  DeployableProjectsDocument,
  type DeployableProjectsQuery,
  type DeployableProjectsQueryVariables,
} from '../../graphql/generated/graphql.ts';
import { usePages } from '../../graphql/use-pages.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { LoadMore } from '../../ui/load-more.tsx';
import { SectionHead } from '../../ui/page-header.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { DEPLOYMENT_WORDS, StatusBadge } from '../../ui/status.tsx';
import { useUrlFilter } from '../../ui/use-url-filter.ts';
import { ProjectDelivery } from './project-delivery.tsx';
import styles from './delivery.module.css';

type DeployableProject = NonNullable<DeployableProjectsQuery['projects']>['edges'][number]['node'];

const PAGE = 12;

/** Every project with what runs of it, and the chosen one in full. */
export function Projects({ changes, onChanged }: { changes: number; onChanged: () => void }) {
  const [chosen, choose] = useUrlFilter('project');
  const projects = usePages<DeployableProjectsQuery, DeployableProjectsQueryVariables, DeployableProject>({
    document: DeployableProjectsDocument,
    page: (after) => ({ first: PAGE, after }),
    pick: (data) => data.projects,
  });
  const { refresh } = projects;
  useEffect(() => {
    if (changes > 0) refresh();
  }, [changes, refresh]);
  return (
    <>
      <section aria-labelledby="projects" aria-busy={projects.loading} className={styles.block}>
        <SectionHead id="projects" title="Projects" count={projects.totalCount} />
        {projects.failure && <FailureNotice failure={projects.failure} missing="projects" onRetry={projects.refresh} />}
        {projects.loading && <Skeleton height="10rem" radius="var(--radius-xl)" />}
        {projects.totalCount === 0 && (
          <EmptyState system="WAYPOINT" title="There are no projects yet">
            Make one in IGNITION: its pipeline begins by itself and appears here.
          </EmptyState>
        )}
        {projects.nodes.length > 0 && (
          <ul className={styles.projects}>
            {projects.nodes.map((project) => (
              <li key={project.id}>
                <button
                  type="button"
                  aria-pressed={project.id === chosen}
                  onClick={() => choose(project.id === chosen ? '' : project.id, true)}
                >
                  <span className={styles.projectName}>{project.name}</span>
                  <LastDeployment project={project} />
                  <span className={styles.soft}>
                    {(project.environments ?? [])
                      .filter(({ currentDeployment }) => currentDeployment)
                      .map(({ title, currentDeployment }) => `${title} ${currentDeployment?.version}`)
                      .join(' · ') || 'Runs nowhere yet'}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        )}
        <LoadMore pages={projects} things="projects" />
      </section>
      {chosen && <ProjectDelivery key={chosen} id={chosen} onChanged={onChanged} />}
    </>
  );
}

/** Of the environment that releases come to first. */
function LastDeployment({ project }: { project: DeployableProject }) {
  const latest = project.environments?.find(({ latestDeployment }) => latestDeployment)?.latestDeployment;
  return latest ? <StatusBadge state={DEPLOYMENT_WORDS[latest.status]} /> : <span className={styles.soft}>Not deployed</span>;
}
