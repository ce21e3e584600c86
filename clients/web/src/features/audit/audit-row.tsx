import { useState } from 'react';
import type { AuditEntryPartsFragment, AuditOutcome } from '../../graphql/generated/graphql.ts';
import { Ago } from '../../ui/moments.tsx';
import { StatusBadge } from '../../ui/status.tsx';
import styles from './audit.module.css';

export const OUTCOME_WORDS = {
  SUCCEEDED: { word: 'Succeeded', tone: 'up' },
  REFUSED: { word: 'Refused', tone: 'degraded' },
  DENIED: { word: 'Denied', tone: 'down' },
  FAILED: { word: 'Failed', tone: 'down' },
  UNKNOWN: { word: 'Unknown', tone: 'unknown' },
} as const satisfies Record<AuditOutcome, { word: string; tone: string }>;

/** One attempt in a sentence; everything that is known of it on demand. */
export function AuditRow({ entry }: { entry: AuditEntryPartsFragment }) {
  const [open, setOpen] = useState(false);
  const { actor, operation, target, outcome } = entry;
  return (
    <li className={styles.row}>
      <button type="button" className={styles.summary} aria-expanded={open} onClick={() => setOpen(!open)}>
        <span className={styles.at}>
          <Ago at={entry.at} />
        </span>
        <span className={styles.what}>
          <strong>{actor.credentialName ? `${actor.credentialName}, for ${actor.name}` : actor.name}</strong> {operation}
          {target && <span className={styles.target}> {target}</span>}
        </span>
        <span className={styles.system}>{entry.system}</span>
        <StatusBadge state={OUTCOME_WORDS[outcome]} />
      </button>
      {open && (
        <dl className={styles.details}>
          <Detail term="Entry" value={entry.sequence} />
          <Detail term="When" value={entry.at} />
          <Detail term="Who" value={`${actor.kind} ${actor.id}${actor.role ? `, ${actor.role}` : ''}`} />
          <Detail term="From" value={entry.address} />
          <Detail term="Needs" value={entry.permission} />
          <Detail term="Error" value={entry.code} />
          <Detail term="Request" value={entry.requestId} />
          <Detail term="Input" value={entry.detail === null ? null : JSON.stringify(entry.detail, null, 2)} />
        </dl>
      )}
    </li>
  );
}

function Detail({ term, value }: { term: string; value: string | null }) {
  if (!value) return null;
  return (
    <div>
      <dt>{term}</dt>
      <dd>{value}</dd>
    </div>
  );
}
