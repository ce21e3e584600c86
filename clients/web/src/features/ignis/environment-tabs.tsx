import type { ReactNode } from 'react';
import { Segmented } from '../../ui/fields.tsx';
import { useUrlFilter } from '../../ui/use-url-filter.ts';
import styles from './environment.module.css';
import { EnvironmentWorkspace } from './environment-workspace.tsx';

const VIEWS = [
  { value: '', label: 'Environment' },
  { value: 'builds', label: 'Builds' },
];

/** Of one project, its environment beside its builds; of all projects, the builds alone. */
export function EnvironmentTabs({ project, children }: { project: string; children: ReactNode }) {
  const [view, setView] = useUrlFilter('view');
  const [build] = useUrlFilter('build');
  if (project === '') return children;
  const shown = view === '' && build !== '' ? 'builds' : view;
  return (
    <>
      <div className={styles.tabs}>
        <Segmented label="View of the project" choices={VIEWS} value={shown} onChoose={setView} />
      </div>
      {shown === 'builds' ? children : <EnvironmentWorkspace key={project} projectId={project} />}
    </>
  );
}
