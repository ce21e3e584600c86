import { useCallback, useState } from 'react';
import { DeploymentsChangedDocument } from '../../graphql/generated/graphql.ts';
import { useFeed } from '../../graphql/use-feed.ts';
import { useSettled } from '../../graphql/use-settled.ts';
import { useMay } from '../../session/viewer.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { Approvals } from './approvals.tsx';
import { Deployments } from './deployments.tsx';
import { Pipeline } from './pipeline.tsx';
import { Projects } from './projects.tsx';
import { Registry } from './registry.tsx';

const NO_VARIABLES = {};

export function WaypointPage() {
  const seesComponents = useMay('component.read');
  const seesProjects = useMay('project.read');
  // What was decided or has changed in one part is read again by the others.
  const [changes, setChanges] = useState(0);
  const changed = useCallback(() => setChanges((count) => count + 1), []);
  useFeed(DeploymentsChangedDocument, NO_VARIABLES, useSettled(changed));
  return (
    <>
      <PageHeader system="WAYPOINT" />
      <Approvals changes={changes} onDecided={changed} />
      <Pipeline changes={changes} />
      {seesProjects && <Projects changes={changes} onChanged={changed} />}
      <Deployments changes={changes} />
      {seesComponents && <Registry />}
    </>
  );
}
