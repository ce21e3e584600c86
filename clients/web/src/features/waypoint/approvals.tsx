import { useEffect, useMemo, useRef, useState } from 'react';
import {
  ApproveDeploymentDocument,
  DecidedApprovalDocument,
  PendingApprovalsDocument,
  type PendingApprovalsQuery,
  RejectDeploymentDocument,
} from '../../graphql/generated/graphql.ts';
import { useCommand } from '../../graphql/use-command.ts';
import { useResource } from '../../graphql/use-resource.ts';
import { useViewer } from '../../session/viewer.ts';
import { Button } from '../../ui/button.tsx';
import { Field, TextInput } from '../../ui/fields.tsx';
import { Ago } from '../../ui/moments.tsx';
import { SectionHead } from '../../ui/page-header.tsx';
import { useUrlFilter } from '../../ui/use-url-filter.ts';
import { deployed } from './deployed.ts';
import { DeploymentChecks } from './deployment-checks.tsx';
import styles from './delivery.module.css';
import { ReleaseReview } from './release-review.tsx';
import { verdictOf } from './verdict.ts';

type Approval = NonNullable<PendingApprovalsQuery['approvals']>['edges'][number]['node'];

const NO_VARIABLES = {};

/** What waits for somebody's word, and what became of the approval that the address names; nothing where there is neither. */
export function Approvals({ changes, onDecided }: { changes: number; onDecided: () => void }) {
  const [named, name] = useUrlFilter('approval');
  const { data, refresh } = useResource(PendingApprovalsDocument, { variables: NO_VARIABLES });
  useEffect(() => {
    if (changes > 0) refresh();
  }, [changes, refresh]);
  const waiting = data?.approvals?.edges.map(({ node }) => node) ?? [];
  const past = data?.approvals && named !== '' && !waiting.some(({ id }) => id === named) ? named : null;
  if (waiting.length === 0 && past === null) return null;
  const decided = (): void => {
    refresh();
    onDecided();
  };
  return (
    <section aria-labelledby="approvals" className={styles.approvals}>
      <SectionHead id="approvals" title="Waiting for approval" count={data?.approvals?.totalCount ?? null} />
      {past !== null && <Past key={past} id={past} onClose={() => name('')} />}
      <ul className={styles.runs}>
        {waiting.map((approval) => (
          <ApprovalCard key={approval.id} approval={approval} named={approval.id === named} onDecided={decided} />
        ))}
      </ul>
    </section>
  );
}

/** Who comes by a notification may come late: what was decided, by whom. */
function Past({ id, onClose }: { id: string; onClose: () => void }) {
  const { data, failure } = useResource(DecidedApprovalDocument, { variables: useMemo(() => ({ id }), [id]) });
  if (!data && !failure) return null;
  const deployment = data?.approval?.deployment;
  return (
    <p className={styles.past} role="status">
      {deployment
        ? `${deployed(deployment)} ${deployment.version} to ${deployment.environment.title}: ${verdictOf(deployment)}`
        : 'There is no such approval.'}{' '}
      <button type="button" onClick={onClose}>
        Close
      </button>
    </p>
  );
}

function ApprovalCard({ approval, named, onDecided }: { approval: Approval; named: boolean; onDecided: () => void }) {
  const { deployment } = approval;
  const { permissions, id: viewerId } = useViewer();
  const [comment, setComment] = useState('');
  const [problem, setProblem] = useState<string>();
  const card = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (named) card.current?.focus();
  }, [named]);
  const approve = useCommand(ApproveDeploymentDocument);
  const reject = useCommand(RejectDeploymentDocument);
  if (!deployment) return null;
  const what = `${deployed(deployment)} ${deployment.version} to ${deployment.environment.title}`;
  const may = permissions.has(approval.requiredPermission);
  const own = deployment.requestedBy?.id === viewerId ? approval.selfApprovalRefusal : null;
  const decide = async (yes: boolean): Promise<void> => {
    const said = comment.trim();
    setProblem(!yes && said === '' ? 'Say why, for who asked for it.' : undefined);
    if (!yes && said === '') return;
    const done = yes
      ? await approve.run({ approval: approval.id, ...(said !== '' && { comment: said }) }, `${what} is approved`)
      : await reject.run({ approval: approval.id, comment: said }, `${what} is rejected`);
    if (done) onDecided();
  };
  const refusal = approve.refusal ?? reject.refusal;
  return (
    <li ref={card} className={styles.run} aria-label={what} tabIndex={-1} data-named={named || undefined}>
      <div className={styles.runHead}>
        <p className={styles.runTitle}>
          <strong>{deployed(deployment)}</strong> <span className="numeric">{deployment.version}</span> to {deployment.environment.title}
        </p>
        <span className={styles.soft}>
          {deployment.requestedBy?.name ?? 'The pipeline'} asked <Ago at={approval.createdAt} />
        </span>
      </div>
      {deployment.reason && <p className={styles.soft}>{deployment.reason}</p>}
      <DeploymentChecks deployment={deployment} />
      {deployment.release && <ReleaseReview release={deployment.release} running={null} />}
      {may ? (
        <>
          {own && <p className={styles.why}>{own}</p>}
          <Field label="Comment" error={problem}>
            {(control) => <TextInput {...control} value={comment} maxLength={500} onChange={(event) => setComment(event.target.value)} />}
          </Field>
          <p className={styles.stationActions}>
            {!own && (
              <Button look="primary" size="small" disabled={approve.busy || reject.busy} onClick={() => void decide(true)}>
                Approve<span className="visually-hidden"> {what}</span>
              </Button>
            )}
            <Button size="small" disabled={approve.busy || reject.busy} onClick={() => void decide(false)}>
              Reject<span className="visually-hidden"> {what}</span>
            </Button>
          </p>
        </>
      ) : (
        <p className={styles.soft}>Waits for somebody of the role {approval.requiredRole.toLowerCase()}.</p>
      )}
      {refusal && (
        <p className={styles.problem} role="alert">
          {refusal}
        </p>
      )}
    </li>
  );
}
