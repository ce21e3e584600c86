import { useSearchParams } from 'react-router';
import {
  ProjectsDocument,
  TemplatesDocument,
  type ProjectFilter,
  type ProjectPartsFragment,
  type ProjectsQuery,
  type ProjectsQueryVariables,
} from '../../graphql/generated/graphql.ts';
import { usePages } from '../../graphql/use-pages.ts';
import { useResource } from '../../graphql/use-resource.ts';
import { useMay } from '../../session/viewer.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { SearchField, Select } from '../../ui/fields.tsx';
import { LoadMore } from '../../ui/load-more.tsx';
import { PageHeader, SectionHead } from '../../ui/page-header.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useUrlFilter } from '../../ui/use-url-filter.ts';
import { CreationView } from './creation-view.tsx';
import { dropDraft } from './draft.ts';
import styles from './ignition.module.css';
import { ProjectRow } from './project-row.tsx';
import { TemplateCard } from './template-card.tsx';
import { Wizard } from './wizard.tsx';

const PAGE = 20;
const NO_VARIABLES = {};

/** The gallery and the projects; or the wizard (`?new=`), or a project in the making (`?creation=`). */
export function IgnitionPage() {
  const [creation, setCreation] = useUrlFilter('creation');
  const [creating] = useUrlFilter('new');
  const [, setParameters] = useSearchParams();
  const creates = useMay('project.create');
  const close = (): void => setParameters({});
  if (creation !== '')
    return (
      <>
        <PageHeader system="IGNITION" />
        <CreationView
          id={creation}
          onClose={close}
          onAgain={creating === '' ? null : () => setCreation('')}
          onMade={() => dropDraft(creating)}
        />
      </>
    );
  if (creating !== '' && creates)
    return (
      <>
        <PageHeader system="IGNITION" />
        <NewProject slug={creating} onCancel={close} onBegun={(id) => setCreation(id)} />
      </>
    );
  return <Overview />;
}

function NewProject({ slug, onCancel, onBegun }: { slug: string; onCancel: () => void; onBegun: (id: string) => void }) {
  const templates = useResource(TemplatesDocument, { variables: NO_VARIABLES });
  const template = templates.data?.templates?.edges.find(({ node }) => node.slug === slug)?.node;
  if (template) return <Wizard template={template} onCancel={onCancel} onBegun={onBegun} />;
  if (templates.failure) return <FailureNotice failure={templates.failure} missing="templates" onRetry={templates.refresh} />;
  if (templates.loading) return <Skeleton height="32rem" radius="var(--radius-xl)" />;
  return (
    <EmptyState system="IGNITION" title="There is no such template">
      <Button onClick={onCancel}>To all templates</Button>
    </EmptyState>
  );
}

function Overview() {
  const seesTemplates = useMay('template.read');
  const templates = useResource(TemplatesDocument, { variables: NO_VARIABLES, pause: !seesTemplates });
  const [template, setTemplate] = useUrlFilter('template');
  const [search, setSearch] = useUrlFilter('q');
  const [, create] = useUrlFilter('new');
  const [, setParameters] = useSearchParams();
  const gallery = templates.data?.templates?.edges.map(({ node }) => node) ?? [];

  const filter: ProjectFilter = { ...(template ? { template } : {}), ...(search ? { search } : {}) };
  const projects = usePages<ProjectsQuery, ProjectsQueryVariables, ProjectPartsFragment>({
    document: ProjectsDocument,
    page: (after) => ({ filter, first: PAGE, after }),
    pick: (data) => data.projects,
  });
  const filtered = template !== '' || search !== '';

  return (
    <>
      <PageHeader system="IGNITION" />
      <section aria-labelledby="templates" aria-busy={templates.loading}>
        <SectionHead id="templates" title="Templates" count={templates.data?.templates?.totalCount ?? null} />
        {templates.failure && <FailureNotice failure={templates.failure} missing="templates" onRetry={templates.refresh} />}
        <ul className={styles.gallery}>
          {templates.loading && Array.from({ length: 3 }, (_, index) => <Skeleton key={index} height="25rem" radius="var(--radius-xl)" />)}
          {gallery.map((each) => (
            <TemplateCard key={each.id} template={each} onUse={() => create(each.slug, true)} />
          ))}
        </ul>
        {templates.data?.templates?.totalCount === 0 && (
          <EmptyState system="IGNITION" title="There are no templates">
            IGNITION seeds three at its first start. Restart it, and look into its log if they stay away.
          </EmptyState>
        )}
      </section>

      <section aria-labelledby="projects" aria-busy={projects.loading} className={styles.projects}>
        <SectionHead id="projects" title="Projects" count={projects.totalCount}>
          <div className={styles.filters} role="search" aria-label="Filter projects">
            <SearchField label="Search projects" value={search} onSearch={setSearch} />
            <Select aria-label="Template" value={template} onChange={(event) => setTemplate(event.target.value)}>
              <option value="">All templates</option>
              {gallery.map(({ slug, name }) => (
                <option key={slug} value={slug}>
                  {name}
                </option>
              ))}
            </Select>
          </div>
        </SectionHead>
        {projects.failure && <FailureNotice failure={projects.failure} missing="projects" onRetry={projects.refresh} />}
        {projects.loading && <Skeleton height="14rem" radius="var(--radius-xl)" />}
        {projects.totalCount === 0 && (
          <EmptyState system="IGNITION" title={filtered ? 'No project fits' : 'No projects yet'}>
            {filtered ? (
              <button type="button" className={styles.clear} onClick={() => setParameters({}, { replace: true })}>
                Clear search and template
              </button>
            ) : (
              'Choose a template above: it asks for what it needs and makes the project.'
            )}
          </EmptyState>
        )}
        {projects.nodes.length > 0 && (
          <ul className={styles.list}>
            {projects.nodes.map((project) => (
              <ProjectRow key={project.id} project={project} />
            ))}
          </ul>
        )}
        <LoadMore pages={projects} things="projects" />
      </section>
    </>
  );
}
