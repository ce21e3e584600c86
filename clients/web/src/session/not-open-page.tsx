import { Link } from 'react-router';
import type { SystemName } from '../systems/system-names.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { useDocumentTitle } from '../ui/page-header.tsx';
import { type PageAction, ROLES_WITH } from './permissions.ts';
import { ROLE_NAMES, useViewer } from './viewer.ts';

export interface NotOpenPageProps {
  /** As people call it: 'Waypoint'. */
  page: string;
  /** What it is not opened without. */
  needs: PageAction;
  system?: SystemName;
}

/** In the place of a page that the role of who is signed in does not open: says whose role does. */
export function NotOpenPage({ page, needs, system = 'LANDING' }: NotOpenPageProps) {
  const { role } = useViewer();
  const roles = new Intl.ListFormat('en').format(ROLES_WITH[needs].map((each) => `${ROLE_NAMES[each].toLowerCase()}s`));
  useDocumentTitle('Not open to you');
  return (
    <div style={{ paddingTop: 'var(--space-16)' }}>
      <h1 className="visually-hidden">{page} is not open to you</h1>
      <EmptyState system={system} title={`${page} is not open to ${ROLE_NAMES[role].toLowerCase()}s`}>
        <p>
          It is for {roles}. An administrator can change your role.{' '}
          <Link to="/" style={{ color: 'var(--link)', textDecoration: 'underline' }}>
            Go to what is open to you
          </Link>
          .
        </p>
      </EmptyState>
    </div>
  );
}
