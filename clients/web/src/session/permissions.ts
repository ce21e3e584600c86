import type { UserRole } from '../graphql/generated/graphql.ts';
import type { SystemName } from '../systems/system-names.ts';

/** The actions of the permission table that this client shows or offers something by. */
export type Action =
  | 'access-token.manage'
  | 'account.manage'
  | 'audit.read'
  | 'build.read'
  | 'build.start'
  | 'component.generate'
  | 'component.read'
  | 'component.write'
  | 'deployment.read'
  | 'deployment.write'
  | 'notification.read'
  | 'project.create'
  | 'project.read'
  | 'system.check'
  | 'system.read'
  | 'template.read'
  | 'token.read'
  | 'token.write'
  | 'user.manage'
  | 'user.read';

/** What a system's page shows first, and is not opened without. */
export const PAGE_ACTIONS = {
  LANDING: 'system.read',
  SLATE: 'token.read',
  SPARK: 'component.read',
  IGNITION: 'project.read',
  IGNIS: 'build.read',
  WAYPOINT: 'deployment.read',
} as const satisfies Readonly<Record<SystemName, Action>>;

/** What some page is not opened without. */
export type PageAction = (typeof PAGE_ACTIONS)[SystemName] | 'account.manage' | 'audit.read' | 'user.read';

/** The roles of people that have it, as infra/docs/permissions.md says: for a page that is not open, to say to whom it is. */
export const ROLES_WITH: Readonly<Record<PageAction, readonly UserRole[]>> = {
  'account.manage': ['DESIGNER', 'ENGINEER', 'ADMIN'],
  'audit.read': ['ADMIN'],
  'build.read': ['ENGINEER', 'ADMIN'],
  'component.read': ['DESIGNER', 'ENGINEER', 'ADMIN'],
  'deployment.read': ['ENGINEER', 'ADMIN'],
  'project.read': ['ENGINEER', 'ADMIN'],
  'system.read': ['DESIGNER', 'ENGINEER', 'ADMIN'],
  'token.read': ['DESIGNER', 'ENGINEER', 'ADMIN'],
  'user.read': ['ADMIN'],
};

export function mayOpen(permissions: ReadonlySet<string>, system: SystemName): boolean {
  return permissions.has(PAGE_ACTIONS[system]);
}
