import type { ReactNode } from 'react';
import { Link } from 'react-router';

export interface NotificationLinkProps {
  /** A path of this client, or an address. */
  to: string;
  className?: string | undefined;
  onFollow: () => void;
  children: ReactNode;
}

export function NotificationLink({ to, className, onFollow, children }: NotificationLinkProps) {
  if (to.startsWith('/'))
    return (
      <Link to={to} className={className} onClick={onFollow}>
        {children}
      </Link>
    );
  return (
    <a href={to} target="_blank" rel="noopener noreferrer" className={className} onClick={onFollow}>
      {children}
      <span className="visually-hidden"> (opens another page)</span>
    </a>
  );
}
