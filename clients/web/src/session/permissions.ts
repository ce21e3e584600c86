import type { SystemName } from '../systems/system-names.ts';

/** The actions of the permission table that this client shows or offers something by. */
export type Action =
  | 'access-token.manage'
  | 'account.manage'
  | 'audit.read'
  | 'build.read'
  | 'component.read'
  | 'deployment.read'
  | 'project.create'
  | 'project.read'
  | 'system.check'
  | 'system.read'
  | 'token.read'
  | 'token.write'
  | 'user.manage'
  | 'user.read';

/** What a system's page shows first, and is not opened without. */
const PAGE_ACTIONS: Readonly<Record<SystemName, Action>> = {
  LANDING: 'system.read',
  SLATE: 'token.read',
  SPARK: 'component.read',
  IGNITION: 'project.read',
  IGNIS: 'build.read',
  WAYPOINT: 'deployment.read',
};

export function mayOpen(permissions: ReadonlySet<string>, system: SystemName): boolean {
  return permissions.has(PAGE_ACTIONS[system]);
}
