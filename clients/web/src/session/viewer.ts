import { createContext, useContext } from 'react';
import type { Role } from '../graphql/generated/graphql.ts';
import type { SystemName } from '../systems/system-names.ts';
import { type Action, mayOpen } from './permissions.ts';

export interface Viewer {
  id: string;
  name: string;
  email: string;
  role: Role;
  permissions: ReadonlySet<string>;
}

export const ViewerContext = createContext<Viewer | null>(null);

/** Who is signed in. */
export function useViewer(): Viewer {
  const viewer = useContext(ViewerContext);
  if (!viewer) throw new Error('Only what stands inside the session gate knows who is signed in.');
  return viewer;
}

/** Whether the one who is signed in may do that: what they may not is neither shown nor asked for. */
export const useMay = (action: Action): boolean => useViewer().permissions.has(action);

export const useMayOpen = (system: SystemName): boolean => mayOpen(useViewer().permissions, system);

export const ROLE_NAMES: Readonly<Record<Role, string>> = {
  DESIGNER: 'Designer',
  ENGINEER: 'Engineer',
  ADMIN: 'Administrator',
  AGENT: 'Agent',
};
