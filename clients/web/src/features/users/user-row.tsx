import { useState } from 'react';
import { useMutation } from 'urql';
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
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { Ago } from '../../ui/moments.tsx';
import { Badge } from '../../ui/status.tsx';
import { LinkOnce, type OneTimeLink } from './link-once.tsx';
import { outcomeOf, type UserAnswer } from './user-answer.ts';
import { UserRoleSelect } from './user-role-select.tsx';
import styles from './users.module.css';

export const STATUS_WORDS: Readonly<Record<UserStatus, string>> = { INVITED: 'Invited', ACTIVE: 'Active', DISABLED: 'Disabled' };

/** One user; what may not be done to them is not offered. */
export function UserRow({ user, manages }: { user: UserPartsFragment; manages: boolean }) {
  const [, changeRole] = useMutation(ChangeUserRoleDocument);
  const [, disable] = useMutation(DisableUserDocument);
  const [, enable] = useMutation(EnableUserDocument);
  const [, endSessions] = useMutation(EndUserSessionsDocument);
  const [, renew] = useMutation(RenewInvitationDocument);
  const [, reset] = useMutation(ResetSecondFactorDocument);
  const [problem, setProblem] = useState<string>();
  const [link, setLink] = useState<OneTimeLink>();
  const [busy, setBusy] = useState(false);
  const input = { id: user.id };
  const run = async (doing: () => Promise<UserAnswer>, said: string): Promise<void> => {
    setBusy(true);
    const outcome = outcomeOf(await doing());
    setBusy(false);
    setProblem(outcome.refusal);
    setLink(outcome.link);
    if (outcome.refusal === undefined) announce(said);
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
        <UserRoleSelect
          user={user}
          disabled={busy}
          onChange={(role) => void run(() => changeRole({ input: { ...input, role } }), `${user.name} is ${ROLE_NAMES[role]} now`)}
        />
      ) : (
        <p className={styles.role}>{ROLE_NAMES[user.role]}</p>
      )}
      {others && (
        <div className={styles.actions}>
          {user.status === 'INVITED' && (
            <Button size="small" disabled={busy} onClick={() => void run(() => renew({ input }), `A new link for ${user.name} is ready`)}>
              New link<span className="visually-hidden"> for {user.name}</span>
            </Button>
          )}
          {user.status === 'ACTIVE' && !user.local && (
            <>
              <Button
                size="small"
                disabled={busy}
                onClick={() => void run(() => endSessions({ input }), `${user.name} is signed out everywhere`)}
              >
                Sign out<span className="visually-hidden"> {user.name} everywhere</span>
              </Button>
              <ConfirmButton
                label="Reset second factor"
                of={`of ${user.name}`}
                question="Sign out and reset it"
                disabled={busy}
                onConfirm={() => void run(() => reset({ input }), `A link for ${user.name} is ready`)}
              />
            </>
          )}
          {user.status === 'DISABLED' ? (
            <Button size="small" disabled={busy} onClick={() => void run(() => enable({ input }), `${user.name} may sign in again`)}>
              Enable<span className="visually-hidden"> {user.name}</span>
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
      {link && <LinkOnce link={link} name={user.name} />}
    </li>
  );
}
