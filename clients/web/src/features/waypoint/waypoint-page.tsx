import { useCallback, useState } from 'react';
import { useMay } from '../../session/viewer.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { Approvals } from './approvals.tsx';
import { Deployments } from './deployments.tsx';
import { Pipeline } from './pipeline.tsx';
import { Projects } from './projects.tsx';
import { Registry } from './registry.tsx';

export function WaypointPage() {
  const seesComponents = useMay('component.read');
  const seesProjects = useMay('project.read');
  // What was decided or has changed in one part is read again by the others.
  const [changes, setChanges] = useState(0);
  const changed = useCallback(() => setChanges((count) => count + 1), []);
  return (
    <>
      <PageHeader system="WAYPOINT" />
      <Approvals onDecided={changed} />
      <Pipeline changes={changes} />
      {seesProjects && <Projects onChanged={changed} />}
      <Deployments changes={changes} />
      {seesComponents && <Registry />}
    </>
  );
}
