import {
  ComponentsDocument,
  type ComponentFilter,
  type ComponentsQuery,
  type ComponentsQueryVariables,
} from '../../graphql/generated/graphql.ts';
import { useSearchParams } from 'react-router';
import { usePages } from '../../graphql/use-pages.ts';
import { useMay } from '../../session/viewer.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { SearchField } from '../../ui/fields.tsx';
import { LoadMore } from '../../ui/load-more.tsx';
import { Ago } from '../../ui/moments.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useUrlFilter } from '../../ui/use-url-filter.ts';
import { ComponentDetails } from './component-details.tsx';
import { GenerationView } from './generation-view.tsx';
import { PromptBox } from './prompt-box.tsx';
import { RecentGenerations } from './recent-generations.tsx';
import styles from './spark.module.css';

type ListedComponent = NonNullable<ComponentsQuery['components']>['edges'][number]['node'];

const PAGE = 30;

export function SparkPage() {
  const generates = useMay('component.generate');
  const [parameters, setParameters] = useSearchParams();
  const [slug] = useUrlFilter('component');
  const generation = generates ? parameters.get('generation') : null;
  const open = (name: 'component' | 'generation', value: string): void => setParameters({ [name]: value }, { preventScrollReset: true });
  return (
    <>
      <PageHeader system="SPARK" />
      {generates && <PromptBox onBegin={(id) => open('generation', id)} />}
      {generation === null ? (
        <>
          {generates && <RecentGenerations onOpen={(id) => open('generation', id)} />}
          <Library slug={slug} choose={(value) => open('component', value)} />
        </>
      ) : (
        <GenerationView
          key={generation}
          id={generation}
          onBegin={(id) => open('generation', id)}
          onSaved={(saved) => open('component', saved)}
          onClose={() => setParameters({})}
        />
      )}
    </>
  );
}

function Library({ slug, choose }: { slug: string; choose: (slug: string) => void }) {
  const [search, setSearch] = useUrlFilter('q');
  const filter: ComponentFilter = search ? { search } : {};
  const components = usePages<ComponentsQuery, ComponentsQueryVariables, ListedComponent>({
    document: ComponentsDocument,
    page: (after) => ({ filter, first: PAGE, after }),
    pick: (data) => data.components,
  });
  const shown = slug || components.nodes[0]?.slug;
  return (
    <div className={styles.layout}>
      <section aria-labelledby="components" aria-busy={components.loading}>
        <h2 id="components" className="visually-hidden">
          Components
        </h2>
        <SearchField label="Search components" value={search} onSearch={setSearch} />
        {components.failure && <FailureNotice failure={components.failure} missing="components" onRetry={components.refresh} />}
        <ul className={styles.list}>
          {components.loading &&
            Array.from({ length: 6 }, (_, index) => (
              <li key={index}>
                <Skeleton height="4.5rem" radius="var(--radius-lg)" />
              </li>
            ))}
          {components.nodes.map((component) => (
            <li key={component.id}>
              <button type="button" className={styles.item} aria-pressed={component.slug === shown} onClick={() => choose(component.slug)}>
                <span className={styles.itemName}>{component.name}</span>
                <span className={`${styles.itemVersion} numeric`}>v{component.latestVersion.number}</span>
                <span className={styles.itemText}>{component.description}</span>
                <span className={styles.itemAt}>
                  <Ago at={component.updatedAt} />
                </span>
              </button>
            </li>
          ))}
        </ul>
        {components.totalCount === 0 && (
          <EmptyState system="SPARK" title={search ? 'No component fits' : 'No components yet'}>
            {search
              ? 'Try a shorter part of its name.'
              : 'The first component that SPARK saves appears here, with its source and the tokens it wears.'}
          </EmptyState>
        )}
        <LoadMore pages={components} things="components" />
      </section>
      {shown ? (
        <ComponentDetails key={shown} slug={shown} onSaved={choose} />
      ) : (
        components.loading && <Skeleton height="36rem" radius="var(--radius-xl)" />
      )}
    </div>
  );
}
