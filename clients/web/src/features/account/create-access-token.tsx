import { useState, type FormEvent } from 'react';
import { useMutation } from 'urql';
import { CreateAccessTokenDocument } from '../../graphql/generated/graphql.ts';
import { failureOf } from '../../graphql/failure.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Field, Segmented, Select, TextInput } from '../../ui/fields.tsx';
import type { TokenScope } from './access-tokens.tsx';
import styles from './account.module.css';

const KINDS = [
  { value: 'TOOL', label: 'Tool' },
  { value: 'AGENT', label: 'Agent' },
] as const;

const LIFETIMES = [7, 30, 90, 365];

export interface CreateAccessTokenProps {
  scopes: readonly TokenScope[];
  onCreated: () => void;
  onClose: () => void;
}

/** Name, kind, scopes and end; then the secret, this one time. */
export function CreateAccessToken({ scopes, onCreated, onClose }: CreateAccessTokenProps) {
  const [name, setName] = useState('');
  const [kind, setKind] = useState<'TOOL' | 'AGENT'>('TOOL');
  const [days, setDays] = useState(30);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [creation, create] = useMutation(CreateAccessTokenDocument);
  const offered = scopes.filter(({ agent }) => kind === 'TOOL' || agent);
  const result = creation.data?.createAccessToken;
  const fields = result?.__typename === 'InvalidInputError' ? result.fields : [];
  const errorOf = (path: string) => fields.find((each) => each.path === path || each.path.startsWith(`${path}.`))?.message;
  const general = failureOf(creation.error)?.message ?? (result && 'message' in result && fields.length === 0 ? result.message : undefined);

  if (result?.__typename === 'CreatedAccessToken') {
    return (
      <div className={styles.form}>
        <h2>{result.accessToken.name} is ready</h2>
        <p className={styles.rowText}>Copy it now: it is shown this one time, and WISSIL keeps only its fingerprint.</p>
        <p className={styles.secret}>
          <code data-testid="access-token">{result.secret}</code>
          <CopyButton text={result.secret} what="access token" />
        </p>
        <div className={styles.formActions}>
          <Button look="primary" onClick={onClose}>
            Done
          </Button>
        </div>
      </div>
    );
  }
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const wanted = offered.map(({ action }) => action).filter((action) => chosen.has(action));
    const { data } = await create({ input: { name, kind, scopes: wanted, expiresInDays: days } });
    if (data?.createAccessToken.__typename === 'CreatedAccessToken') onCreated();
  };
  return (
    <form className={styles.form} onSubmit={(event) => void submit(event)} noValidate>
      <h2>New access token</h2>
      <Field label="Name" required hint="What it is for, such as ci or figma-sync" error={errorOf('name')}>
        {(control) => <TextInput {...control} autoComplete="off" value={name} onChange={(event) => setName(event.target.value)} />}
      </Field>
      <Segmented label="Kind" choices={KINDS} value={kind} onChoose={(value) => setKind(value === 'AGENT' ? 'AGENT' : 'TOOL')} />
      <p className={styles.rowText}>
        {kind === 'TOOL' ? 'Works as you, within what you choose.' : 'A program that acts on your behalf: it may only what agents may.'}
      </p>
      <fieldset className={styles.scopes}>
        <legend>It may</legend>
        {offered.map(({ action, allows }) => (
          <label key={action}>
            <input
              type="checkbox"
              checked={chosen.has(action)}
              onChange={(event) => setChosen(toggled(chosen, action, event.target.checked))}
            />
            <span>
              {allows} <code>{action}</code>
            </span>
          </label>
        ))}
        {errorOf('scopes') && (
          <p className={styles.problem} role="alert">
            {errorOf('scopes')}
          </p>
        )}
      </fieldset>
      <Field label="Expires after" required error={errorOf('expiresInDays')}>
        {(control) => (
          <Select {...control} value={days} onChange={(event) => setDays(Number(event.target.value))}>
            {LIFETIMES.map((each) => (
              <option key={each} value={each}>
                {each} days
              </option>
            ))}
          </Select>
        )}
      </Field>
      <p className={styles.problem} role="alert">
        {general}
      </p>
      <div className={styles.formActions}>
        <Button look="quiet" onClick={onClose}>
          Cancel
        </Button>
        <Button look="primary" type="submit" disabled={creation.fetching}>
          {creation.fetching ? 'Creating…' : 'Create access token'}
        </Button>
      </div>
    </form>
  );
}

function toggled(set: ReadonlySet<string>, member: string, present: boolean): ReadonlySet<string> {
  const next = new Set(set);
  if (present) next.add(member);
  else next.delete(member);
  return next;
}
