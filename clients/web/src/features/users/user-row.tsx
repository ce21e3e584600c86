import { useState } from 'react';
import { useMutation } from 'urql';
import { failureOf } from '../../graphql/failure.ts';
import {
  ChangeUserRoleDocument,
  DisableUserDocument,
  EnableUserDocument,
  EndUserSessionsDocument,
  RenewInvitationDocument,
  ResetSecondFactorDocument,
  type UserPartsFragment,
  type UserStatus,
} from '../../graphql/generated/graphql.ts';
import { ROLE_NAMES } from '../../session/viewer.ts';
import { announce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { Select } from '../../ui/fields.tsx';
import { Ago } from '../../ui/moments.tsx';
import { Badge } from '../../ui/status.tsx';
import { LinkOnce } from './link-once.tsx';
import { isRole, USER_ROLES } from './user-roles.ts';
import styles from './users.module.css';

export const STATUS_WORDS: Readonly<Record<UserStatus, string>> = { INVITED: 'Invited', ACTIVE: 'Active', DISABLED: 'Disabled' };

/** What a mutation about a user answers, as far as the row looks at it. */
interface Answer {
  data?: Readonly<Record<string, unknown>> | undefined;
  error?: Parameters<typeof failureOf>[0];
}

/** One user; what may not be done to them is not offered. */
export function UserRow({ user, manages }: { user: UserPartsFragment; manages: boolean }) {
  const [, changeRole] = useMutation(ChangeUserRoleDocument);
  const [, disable] = useMutation(DisableUserDocument);
  const [, enable] = useMutation(EnableUserDocument);
  const [, endSessions] = useMutation(EndUserSessionsDocument);
  const [, renew] = useMutation(RenewInvitationDocument);
  const [, reset] = useMutation(ResetSecondFactorDocument);
  const [problem, setProblem] = useState<string>();
  const [link, setLink] = useState<string>();
  const [busy, setBusy] = useState(false);
  const input = { id: user.id };
  const run = async (doing: () => Promise<Answer>, said: string): Promise<void> => {
    setBusy(true);
    const { data, error } = await doing();
    setBusy(false);
    const result: unknown = Object.values(data ?? {}).find((each) => typeof each === 'object');
    const refusal = textIn(result, 'message') ?? failureOf(error)?.message;
    setProblem(refusal);
    setLink(textIn(result, 'url'));
    if (refusal === undefined) announce(said);
  };
  const others = manages && !user.self;
  return (
    <li className={styles.row}>
      <div className={styles.person}>
        <p className={styles.name}>
          {user.name} {user.self && <Badge>you</Badge>} {user.local && <Badge>for scripts</Badge>}
          {user.status !== 'ACTIVE' && <Badge hue={user.status === 'INVITED'}>{STATUS_WORDS[user.status]}</Badge>}
        </p>
        <p className={styles.text}>
          {user.email} ·{' '}
          {user.lastSeenAt ? (
            <>
              last seen <Ago at={user.lastSeenAt} />
            </>
          ) : (
            'not seen yet'
          )}
        </p>
      </div>
      {others && !user.local ? (
        <Select
          aria-label={`Role of ${user.name}`}
          value={user.role}
          disabled={busy}
          onChange={(event) => {
            const role = event.target.value;
            if (isRole(role)) void run(() => changeRole({ input: { ...input, role } }), `${user.name} is ${ROLE_NAMES[role]} now`);
          }}
        >
          {USER_ROLES.map((role) => (
            <option key={role} value={role}>
              {ROLE_NAMES[role]}
            </option>
          ))}
        </Select>
      ) : (
        <p className={styles.role}>{ROLE_NAMES[user.role]}</p>
      )}
      {others && (
        <div className={styles.actions}>
          {user.status === 'INVITED' && (
            <Button size="small" disabled={busy} onClick={() => void run(() => renew({ input }), `A new link for ${user.name} is ready`)}>
              New link
            </Button>
          )}
          {user.status === 'ACTIVE' && !user.local && (
            <>
              <Button
                size="small"
                disabled={busy}
                onClick={() => void run(() => endSessions({ input }), `${user.name} is signed out everywhere`)}
              >
                Sign out
              </Button>
              <Button size="small" disabled={busy} onClick={() => void run(() => reset({ input }), `A link for ${user.name} is ready`)}>
                Reset second factor
              </Button>
            </>
          )}
          {user.status === 'DISABLED' ? (
            <Button size="small" disabled={busy} onClick={() => void run(() => enable({ input }), `${user.name} may sign in again`)}>
              Enable
            </Button>
          ) : (
            <Button size="small" disabled={busy} onClick={() => void run(() => disable({ input }), `${user.name} is disabled`)}>
              Disable<span className="visually-hidden"> {user.name}</span>
            </Button>
          )}
        </div>
      )}
      {problem && (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
      {link && <LinkOnce url={link} name={user.name} />}
    </li>
  );
}

function textIn(value: unknown, member: string): string | undefined {
  if (typeof value !== 'object' || value === null || !(member in value)) return undefined;
  const found: unknown = (value as Readonly<Record<string, unknown>>)[member];
  return typeof found === 'string' ? found : undefined;
}
