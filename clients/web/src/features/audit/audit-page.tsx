import { Download, ShieldCheck } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useMutation, useSubscription } from 'urql';
import {
  AuditEntriesDocument,
  AuditEntryAddedDocument,
  VerifyAuditLogDocument,
  type AuditEntriesQuery,
  type AuditEntriesQueryVariables,
  type AuditEntryPartsFragment,
  type AuditFilter,
  type AuditOutcome,
} from '../../graphql/generated/graphql.ts';
import { failureOf } from '../../graphql/failure.ts';
import { usePages } from '../../graphql/use-pages.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { SearchField, Select } from '../../ui/fields.tsx';
import { LoadMore } from '../../ui/load-more.tsx';
import { PlainHeader } from '../../ui/page-header.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useUrlFilter } from '../../ui/use-url-filter.ts';
import { AuditRow, OUTCOME_WORDS } from './audit-row.tsx';
import styles from './audit.module.css';
import { DayField } from './day-field.tsx';
import { dayRange } from './day-range.ts';

const PAGE = 50;
const SYSTEMS = ['landing', 'slate', 'ignition', 'spark', 'ignis', 'waypoint', 'gateway'];
const NO_VARIABLES = {};
/** Entries come in bursts: the list is read again when one has passed. */
const SETTLE_MS = 400;

/** Who did what, when, on what and how it ended; follows along while it is open. */
export function AuditPage() {
  const [search, setSearch] = useUrlFilter('q');
  const [outcome, setOutcome] = useUrlFilter('outcome');
  const [system, setSystem] = useUrlFilter('system');
  const [from, setFrom] = useUrlFilter('from');
  const [to, setTo] = useUrlFilter('to');
  const days = dayRange(from, to);
  const [following, setFollowing] = useState(true);
  const filter: AuditFilter = {
    ...(search ? { search } : {}),
    ...(isOutcome(outcome) ? { outcomes: [outcome] } : {}),
    ...(SYSTEMS.includes(system) ? { system } : {}),
    ...days,
  };
  const entries = usePages<AuditEntriesQuery, AuditEntriesQueryVariables, AuditEntryPartsFragment>({
    document: AuditEntriesDocument,
    page: (after) => ({ filter, first: PAGE, after }),
    pick: (data) => data.auditEntries,
  });
  const { refresh } = entries;
  const [added] = useSubscription({ query: AuditEntryAddedDocument, variables: NO_VARIABLES, pause: !following });
  const newest = added.data?.auditEntryAdded?.id;
  useEffect(() => {
    if (newest === undefined) return undefined;
    const timer = setTimeout(refresh, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [newest, refresh]);
  return (
    <>
      <PlainHeader title="Audit log" aside={<Verification />}>
        Every change, every sign-in and every refused attempt. Nothing in it can be changed.
      </PlainHeader>
      <div className={styles.filters} role="search" aria-label="Filter the audit log">
        <SearchField label="Search names, targets, operations" value={search} onSearch={setSearch} />
        <Select aria-label="Outcome" value={outcome} onChange={(event) => setOutcome(event.target.value)}>
          <option value="">Any outcome</option>
          {Object.entries(OUTCOME_WORDS).map(([value, { word }]) => (
            <option key={value} value={value}>
              {word}
            </option>
          ))}
        </Select>
        <Select aria-label="System" value={system} onChange={(event) => setSystem(event.target.value)}>
          <option value="">Any system</option>
          {SYSTEMS.map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </Select>
        <DayField label="From" value={from} max={to} onChange={setFrom} />
        <DayField label="To" value={to} min={from} onChange={setTo} />
        <label className={styles.follow}>
          <input type="checkbox" checked={following} onChange={(event) => setFollowing(event.target.checked)} /> Follow live
        </label>
        <ExportLinks
          filter={{ search, outcomes: isOutcome(outcome) ? outcome : '', system: SYSTEMS.includes(system) ? system : '', ...days }}
        />
      </div>
      {entries.failure && <FailureNotice failure={entries.failure} missing="entries" onRetry={refresh} />}
      {entries.loading && <Skeleton height="30rem" radius="var(--radius-xl)" />}
      {entries.totalCount === 0 && (
        <EmptyState system="LANDING" title="No entry fits">
          Try a shorter text, another outcome, or more days.
        </EmptyState>
      )}
      <ul className={styles.rows} aria-label="Entries">
        {entries.nodes.map((entry) => (
          <AuditRow key={entry.id} entry={entry} />
        ))}
      </ul>
      <LoadMore pages={entries} things="entries" />
    </>
  );
}

function ExportLinks({ filter }: { filter: Readonly<Record<string, string>> }) {
  const given = Object.entries(filter).filter(([, value]) => value !== '');
  const address = (format: string) => `/api/audit/export?${new URLSearchParams([...given, ['format', format]]).toString()}`;
  return (
    <span className={styles.exports}>
      <Download size={14} aria-hidden="true" />
      <a href={address('csv')} download>
        Export CSV
      </a>
      <a href={address('jsonl')} download>
        Export JSON
      </a>
    </span>
  );
}

function Verification() {
  const [verification, verify] = useMutation(VerifyAuditLogDocument);
  const result = verification.data?.verifyAuditLog;
  const words =
    failureOf(verification.error)?.message ??
    (result?.__typename === 'AuditVerification'
      ? result.intact
        ? `${result.entries} entries, all as they were recorded`
        : `Entry ${result.brokenAt}: ${result.problem}`
      : result?.message);
  return (
    <div className={styles.verification}>
      <Button onClick={() => void verify({ input: {} })} disabled={verification.fetching}>
        <ShieldCheck size={16} aria-hidden="true" />
        {verification.fetching ? 'Verifying…' : 'Verify the log'}
      </Button>
      <p role="status">{words}</p>
    </div>
  );
}

const isOutcome = (text: string): text is AuditOutcome => Object.hasOwn(OUTCOME_WORDS, text);
