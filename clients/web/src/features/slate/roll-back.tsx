import { TriangleAlert } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { useMutation } from 'urql';
import { RollBackPreviewDocument, RollBackTokensDocument, type ReleasePartsFragment } from '../../graphql/generated/graphql.ts';
import { failureOf } from '../../graphql/failure.ts';
import { announceRecovery } from '../../graphql/recovery.ts';
import { useResource } from '../../graphql/use-resource.ts';
import { announce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { Field, TextArea } from '../../ui/fields.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { ChangeList } from './change-list.tsx';
import styles from './releases.module.css';

export interface RollBackProps {
  release: ReleasePartsFragment;
  /** The number of the release in force, as the person sees it. */
  current: number;
  onClose: () => void;
}

/** Shows what going back changes, asks why, and does it. */
export function RollBack({ release, current, onClose }: RollBackProps) {
  const { data, loading, failure, refresh } = useResource(RollBackPreviewDocument, { variables: { release: release.id } });
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const [going, rollBack] = useMutation(RollBackTokensDocument);
  const preview = data?.previewTokenRollBack;
  const result = going.data?.rollBackTokens;
  const problem = going.error ? failureOf(going.error)?.message : result && 'message' in result ? result.message : undefined;

  const go = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (reason.trim() === '') return setMissing(true);
    const answer = await rollBack({ input: { release: release.id, expectedVersion: current, note: reason } });
    if (answer.data) announceRecovery('SLATE');
    if (answer.data?.rollBackTokens.__typename !== 'TokenRelease') return;
    announce(`The tokens are as in release ${release.number} again`);
    onClose();
  };

  return (
    <form className={styles.rollBack} onSubmit={(event) => void go(event)} noValidate>
      <h2 className={styles.rollBackTitle}>Go back to release {release.number}</h2>
      <div className={styles.rollBackBody} aria-busy={loading}>
        {loading && <Skeleton height="8rem" />}
        {failure && !preview && <FailureNotice failure={failure} missing="changes" onRetry={refresh} />}
        {preview?.changes.length === 0 && <p className={styles.note}>The tokens have its values already: there is nothing to change.</p>}
        {preview && preview.changes.length > 0 && (
          <>
            <p className={styles.verdict} data-breaking={preview.breaking}>
              {preview.breaking && <TriangleAlert size={15} aria-hidden="true" />}
              <span>
                {preview.changes.length === 1 ? '1 token changes' : `${preview.changes.length} tokens change`}
                {preview.breaking ? ', and something breaks.' : '.'} It becomes release {current + 1}; nothing is lost.
              </span>
            </p>
            <ChangeList changes={preview.changes} label="What going back changes" />
          </>
        )}
        <Field label="Why" required error={missing && reason.trim() === '' ? 'Say why: it stands in the release.' : undefined}>
          {(control) => (
            <TextArea {...control} rows={2} maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
          )}
        </Field>
        {problem && (
          <p className={styles.problem} role="alert">
            {problem}
          </p>
        )}
      </div>
      <div className={styles.rollBackActions}>
        <Button look="quiet" onClick={onClose}>
          Cancel
        </Button>
        <Button look="primary" type="submit" disabled={going.fetching || !preview || preview.changes.length === 0}>
          {going.fetching ? 'Going back…' : 'Go back'}
        </Button>
      </div>
    </form>
  );
}
