import { useState } from 'react';
import type { UserPartsFragment, UserRole } from '../../graphql/generated/graphql.ts';
import { ROLE_NAMES } from '../../session/viewer.ts';
import { Button } from '../../ui/button.tsx';
import { Select } from '../../ui/fields.tsx';
import { isRole, USER_ROLES } from './user-roles.ts';
import styles from './users.module.css';

export interface UserRoleSelectProps {
  user: Pick<UserPartsFragment, 'name' | 'role'>;
  disabled: boolean;
  onChange: (role: UserRole) => void;
}

/** Choosing is not doing: arrow keys go through the roles, and nobody becomes an administrator on the way. */
export function UserRoleSelect({ user, disabled, onChange }: UserRoleSelectProps) {
  const [wanted, setWanted] = useState<UserRole>(user.role);
  const [before, setBefore] = useState(user.role);
  if (before !== user.role) {
    setBefore(user.role);
    setWanted(user.role);
  }
  return (
    <div className={styles.roleChoice}>
      <Select
        aria-label={`Role of ${user.name}`}
        value={wanted}
        disabled={disabled}
        onChange={(event) => {
          if (isRole(event.target.value)) setWanted(event.target.value);
        }}
      >
        {USER_ROLES.map((role) => (
          <option key={role} value={role}>
            {ROLE_NAMES[role]}
          </option>
        ))}
      </Select>
      {wanted !== user.role && (
        <div className={styles.roleConfirm}>
          <Button size="small" look="primary" disabled={disabled} onClick={() => onChange(wanted)}>
            Make {ROLE_NAMES[wanted].toLowerCase()}
            <span className="visually-hidden">: {user.name}</span>
          </Button>
          <Button size="small" look="quiet" disabled={disabled} onClick={() => setWanted(user.role)}>
            Keep<span className="visually-hidden"> the role of {user.name}</span>
          </Button>
        </div>
      )}
    </div>
  );
}
