import { Link, useLocation } from 'react-router';
import { EmptyState } from '../ui/empty-state.tsx';
import { useDocumentTitle } from '../ui/page-header.tsx';

export function NotFoundPage() {
  const { pathname } = useLocation();
  useDocumentTitle('Not found');
  return (
    <div style={{ paddingTop: 'var(--space-16)' }}>
      <h1 className="visually-hidden">Not found</h1>
      <EmptyState system="LANDING" title="There is no such page">
        <p>
          Nothing lives at <code>{pathname}</code>.{' '}
          <Link to="/" style={{ color: 'var(--link)', textDecoration: 'underline' }}>
            Go to the six systems
          </Link>
          .
        </p>
      </EmptyState>
    </div>
  );
}
