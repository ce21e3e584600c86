import { Link } from 'react-router';
import type { SystemName } from '../systems/system-names.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { useDocumentTitle } from '../ui/page-header.tsx';
import { ROLE_NAMES, useViewer } from './viewer.ts';

/** In the place of a page that the role of who is signed in does not open. `page` as people call it: 'Waypoint'. */
export function NotOpenPage({ page, system = 'LANDING' }: { page: string; system?: SystemName }) {
  const { role } = useViewer();
  useDocumentTitle('Not open to you');
  return (
    <div style={{ paddingTop: 'var(--space-16)' }}>
      <h1 className="visually-hidden">{page} is not open to you</h1>
      <EmptyState system={system} title={`${page} is not open to ${ROLE_NAMES[role].toLowerCase()}s`}>
        <p>
          Your role does not include it; an administrator can change that.{' '}
          <Link to="/" style={{ color: 'var(--link)', textDecoration: 'underline' }}>
            Go to what is open to you
          </Link>
          .
        </p>
      </EmptyState>
    </div>
  );
}
