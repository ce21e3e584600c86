import { useState } from 'react';
import {
  UsersDocument,
  type UserFilter,
  type UserPartsFragment,
  type UsersQuery,
  type UsersQueryVariables,
  type UserStatus,
} from '../../graphql/generated/graphql.ts';
import { usePages } from '../../graphql/use-pages.ts';
import { ROLE_NAMES, useMay } from '../../session/viewer.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { SearchField, Select } from '../../ui/fields.tsx';
import { LoadMore } from '../../ui/load-more.tsx';
import { PlainHeader } from '../../ui/page-header.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useUrlFilter } from '../../ui/use-url-filter.ts';
import { InviteUser } from './invite-user.tsx';
import { isRole, USER_ROLES } from './user-roles.ts';
import { STATUS_WORDS, UserRow } from './user-row.tsx';
import styles from './users.module.css';

const PAGE = 25;

/** Everybody who may sign in, and what an administrator does about them. */
export function UsersPage() {
  const [search, setSearch] = useUrlFilter('q');
  const [role, setRole] = useUrlFilter('role');
  const [status, setStatus] = useUrlFilter('status');
  const [dialog, setDialog] = useState<'closed' | 'form' | 'link'>('closed');
  const manages = useMay('user.manage');
  const filter: UserFilter = {
    ...(search ? { search } : {}),
    ...(isRole(role) ? { role } : {}),
    ...(isStatus(status) ? { status } : {}),
  };
  const users = usePages<UsersQuery, UsersQueryVariables, UserPartsFragment>({
    document: UsersDocument,
    page: (after) => ({ filter, first: PAGE, after }),
    pick: (data) => data.users,
  });
  return (
    <>
      <PlainHeader
        title="Users"
        aside={
          manages && (
            <Button look="primary" onClick={() => setDialog('form')}>
              Invite somebody
            </Button>
          )
        }
      >
        Who may sign in, and as what.
      </PlainHeader>
      <div className={styles.filters} role="search" aria-label="Filter users">
        <SearchField label="Search users" value={search} onSearch={setSearch} />
        <Select aria-label="Role" value={role} onChange={(event) => setRole(event.target.value)}>
          <option value="">Any role</option>
          {USER_ROLES.map((each) => (
            <option key={each} value={each}>
              {ROLE_NAMES[each]}
            </option>
          ))}
        </Select>
        <Select aria-label="Status" value={status} onChange={(event) => setStatus(event.target.value)}>
          <option value="">Any status</option>
          {Object.entries(STATUS_WORDS).map(([value, word]) => (
            <option key={value} value={value}>
              {word}
            </option>
          ))}
        </Select>
      </div>
      {users.failure && <FailureNotice failure={users.failure} missing="users" onRetry={users.refresh} />}
      {users.loading && <Skeleton height="20rem" radius="var(--radius-xl)" />}
      {users.totalCount === 0 && (
        <EmptyState system="LANDING" title="Nobody fits">
          Try a shorter part of the name, or another role.
        </EmptyState>
      )}
      <ul className={styles.rows} aria-label="Users">
        {users.nodes.map((user) => (
          <UserRow key={user.id} user={user} manages={manages} />
        ))}
      </ul>
      <LoadMore pages={users} things="users" />
      <Dialog open={dialog !== 'closed'} held={dialog === 'link'} onClose={() => setDialog('closed')} label="Invite somebody">
        <InviteUser
          onInvited={() => {
            setDialog('link');
            users.refresh();
          }}
          onClose={() => setDialog('closed')}
        />
      </Dialog>
    </>
  );
}

const isStatus = (text: string): text is UserStatus => Object.hasOwn(STATUS_WORDS, text);
