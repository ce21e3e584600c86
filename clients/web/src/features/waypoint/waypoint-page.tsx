import { useMay } from '../../session/viewer.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { Deployments } from './deployments.tsx';
import { Pipeline } from './pipeline.tsx';
import { Registry } from './registry.tsx';

export function WaypointPage() {
  const seesComponents = useMay('component.read');
  return (
    <>
      <PageHeader system="WAYPOINT" />
      <Pipeline />
      <Deployments />
      {seesComponents && <Registry />}
    </>
  );
}
