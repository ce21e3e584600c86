import { useState, type FormEvent } from 'react';
import { useMutation } from 'urql';
import { failureOf } from '../../graphql/failure.ts';
import { InviteUserDocument, type UserRole } from '../../graphql/generated/graphql.ts';
import { ROLE_NAMES } from '../../session/viewer.ts';
import { Button } from '../../ui/button.tsx';
import { Field, Segmented, TextInput } from '../../ui/fields.tsx';
import { LinkOnce } from './link-once.tsx';
import { isRole, USER_ROLES } from './user-roles.ts';
import styles from './users.module.css';

const ROLES = USER_ROLES.map((value) => ({ value, label: ROLE_NAMES[value] }));

const MAY: Readonly<Record<UserRole, string>> = {
  DESIGNER: 'Sees and edits design tokens, and sees components.',
  ENGINEER: 'Works with all systems, and deploys to staging.',
  ADMIN: 'May everything, production and people included.',
};

/** Who, and as what; then the link for them, this one time. */
export function InviteUser({ onInvited, onClose }: { onInvited: () => void; onClose: () => void }) {
  const [email, setEmail] = useState('');
  const [name, setName] = useState('');
  const [role, setRole] = useState<UserRole>('DESIGNER');
  const [invitation, invite] = useMutation(InviteUserDocument);
  const result = invitation.data?.inviteUser;
  const fields = result?.__typename === 'InvalidInputError' ? result.fields : [];
  const errorOf = (path: string) => fields.find((each) => each.path === path)?.message;
  const general =
    failureOf(invitation.error)?.message ?? (result && 'message' in result && fields.length === 0 ? result.message : undefined);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const { data } = await invite({ input: { email, name, role } });
    if (data?.inviteUser.__typename === 'Invitation') onInvited();
  };
  if (result?.__typename === 'Invitation') {
    return (
      <div className={styles.form}>
        <h2>{result.user.name} is invited</h2>
        <LinkOnce link={result} name={result.user.name} />
        <div className={styles.formActions}>
          <Button look="primary" onClick={onClose}>
            Done
          </Button>
        </div>
      </div>
    );
  }
  return (
    <form className={styles.form} onSubmit={(event) => void submit(event)} noValidate>
      <h2>Invite somebody</h2>
      <Field label="E-mail address" required error={errorOf('email')}>
        {(control) => (
          <TextInput {...control} type="email" autoComplete="off" value={email} onChange={(event) => setEmail(event.target.value)} />
        )}
      </Field>
      <Field label="Name" required error={errorOf('name')}>
        {(control) => <TextInput {...control} autoComplete="off" value={name} onChange={(event) => setName(event.target.value)} />}
      </Field>
      <Segmented label="Role" choices={ROLES} value={role} onChoose={(value) => setRole(isRole(value) ? value : 'DESIGNER')} />
      <p className={styles.text}>{MAY[role]}</p>
      <p className={styles.problem} role="alert">
        {general}
      </p>
      <div className={styles.formActions}>
        <Button look="quiet" onClick={onClose}>
          Cancel
        </Button>
        <Button look="primary" type="submit" disabled={invitation.fetching}>
          {invitation.fetching ? 'Inviting…' : 'Invite'}
        </Button>
      </div>
    </form>
  );
}
