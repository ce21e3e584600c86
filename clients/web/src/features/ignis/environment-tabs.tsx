import type { ReactNode } from 'react';
import { Segmented } from '../../ui/fields.tsx';
import { useUrlFilter } from '../../ui/use-url-filter.ts';
import styles from './environment.module.css';
import { EnvironmentWorkspace } from './environment-workspace.tsx';

const ENVIRONMENT = 'environment';

const VIEWS = [
  { value: '', label: 'Builds' },
  { value: ENVIRONMENT, label: 'Environment' },
];

/** Of one project, its environment beside its builds; of all projects, the builds alone. */
export function EnvironmentTabs({ project, children }: { project: string; children: ReactNode }) {
  const [view, setView] = useUrlFilter('view');
  if (project === '') return children;
  return (
    <>
      <div className={styles.tabs}>
        <Segmented label="View of the project" choices={VIEWS} value={view} onChoose={setView} />
      </div>
      {view === ENVIRONMENT ? <EnvironmentWorkspace key={project} projectId={project} /> : children}
    </>
  );
}
