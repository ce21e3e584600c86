import { useCallback, useMemo, useState } from 'react';
import {
  BuildableProjectsDocument,
  BuildsDocument,
  type BuildFilter,
  type BuildPartsFragment,
  type BuildsQuery,
  type BuildsQueryVariables,
} from '../../graphql/generated/graphql.ts';
import { usePages } from '../../graphql/use-pages.ts';
import { useResource } from '../../graphql/use-resource.ts';
import { useMay } from '../../session/viewer.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Select } from '../../ui/fields.tsx';
import { PageHeader, SectionHead } from '../../ui/page-header.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useMedia } from '../../ui/use-media.ts';
import { useUrlFilter } from '../../ui/use-url-filter.ts';
import { BuildDetails } from './build-details.tsx';
import { useBuildFeed } from './build-feed.ts';
import { BuildHistory, isBuildKind, isBuildStatus } from './build-history.tsx';
import { BuildTrend } from './build-trend.tsx';
import { EnvironmentTabs } from './environment-tabs.tsx';
import styles from './ignis.module.css';
import { StartBuild } from './start-build.tsx';

const PAGE = 15;
const NO_VARIABLES = {};

export function IgnisPage() {
  const [status, setStatus] = useUrlFilter('status');
  const [kind, setKind] = useUrlFilter('kind');
  const [project, setProject] = useUrlFilter('project');
  const [chosen, choose] = useUrlFilter('build');
  const [round, setRound] = useState(0);
  const mayStart = useMay('build.start');
  const wide = useMedia('(min-width: 68rem)');
  const filter: BuildFilter = {
    ...(isBuildStatus(status) ? { status } : {}),
    ...(isBuildKind(kind) ? { kind } : {}),
    ...(project ? { project } : {}),
  };
  const builds = usePages<BuildsQuery, BuildsQueryVariables, BuildPartsFragment>({
    document: BuildsDocument,
    page: (after) => ({ filter, first: PAGE, after }),
    pick: (data) => data.builds,
  });
  const { nodes, refresh } = builds;
  const projects = useResource(BuildableProjectsDocument, { variables: NO_VARIABLES }).data?.projects?.edges.map(({ node }) => node) ?? [];
  const ids = nodes.map(({ id }) => id).join(' ');
  const known = useMemo(() => new Set(ids.split(' ')), [ids]);
  const onSettled = useCallback(() => setRound((before) => before + 1), []);
  useBuildFeed({ known, onNew: refresh, onSettled });

  // Without a choice the graphs are of the project that was built last.
  const drawn = project || nodes.find((build) => build.kind === 'PROJECT')?.project?.id;
  const drawnName = projects.find(({ id }) => id === drawn)?.name ?? nodes.find((build) => build.project?.id === drawn)?.project?.name;
  const shown = chosen || (wide ? nodes[0]?.id : undefined);
  const open = (id: string): void => choose(id, true);
  const details = {
    othersOf: (build: { number: number; project: { id: string } | null }) => comparable(nodes, build),
    onChoose: open,
  };
  return (
    <>
      <PageHeader system="IGNIS">{mayStart && <StartBuild projects={projects} project={drawn} onStarted={open} />}</PageHeader>
      <EnvironmentTabs project={project}>
        <section aria-labelledby="performance" className={styles.performance}>
          <SectionHead id="performance" title="Performance">
            <span className={styles.projectSelect}>
              <Select aria-label="Project" value={project} onChange={(event) => setProject(event.target.value)}>
                <option value="">{project === '' && drawnName ? `All projects (graphs of ${drawnName})` : 'All projects'}</option>
                {projects.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </Select>
            </span>
          </SectionHead>
          {drawn ? (
            <BuildTrend key={drawn} project={drawn} round={round} chosen={shown} onChoose={open} />
          ) : builds.loading ? (
            <Skeleton height="14rem" radius="var(--radius-xl)" />
          ) : (
            <p className={styles.none}>Graphs appear with the first build of a project: push to it, or build it by hand.</p>
          )}
        </section>
        <div className={styles.layout}>
          <BuildHistory
            builds={builds}
            filter={{ status, kind, setStatus, setKind, ofProject: project !== '' }}
            shown={shown}
            onChoose={open}
          />
          {wide && shown && (
            <aside className={styles.side} aria-label="Build details">
              <BuildDetails key={shown} id={shown} {...details} />
            </aside>
          )}
          {wide && builds.loading && <Skeleton height="40rem" radius="var(--radius-xl)" />}
        </div>
        {!wide && (
          <Dialog open={chosen !== ''} onClose={() => choose('')} label="Build details">
            <div className={styles.sheet}>
              <BuildDetails key={chosen} id={chosen} {...details} onClose={() => choose('')} />
            </div>
          </Dialog>
        )}
      </EnvironmentTabs>
    </>
  );
}

/** What a build can be compared with: those of its project that have an output, those before it first. */
function comparable(nodes: readonly BuildPartsFragment[], { number, project }: { number: number; project: { id: string } | null }) {
  const others = nodes.filter((other) => other.number !== number && other.project?.id === project?.id && other.metrics !== null);
  const [before, after] = [others.filter((other) => other.number < number), others.filter((other) => other.number > number)];
  return [...before, ...after].map(({ id, number: of }) => ({ id, number: of }));
}
