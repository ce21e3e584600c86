import { useState } from 'react';
import { useMutation } from 'urql';
import { failureOf } from '../../graphql/failure.ts';
import { EndOtherSessionsDocument, EndSessionDocument, type SessionPartsFragment } from '../../graphql/generated/graphql.ts';
import { signOut } from '../../session/refresh-session.ts';
import { isSignedOut } from '../../session/session-exchange.ts';
import { announce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { Ago } from '../../ui/moments.tsx';
import { SectionHead } from '../../ui/page-header.tsx';
import { Badge } from '../../ui/status.tsx';
import styles from './account.module.css';
import { deviceName } from './user-agent.ts';

/** The browsers that are signed in; each can be signed out from here. */
export function Sessions({ sessions, onChanged }: { sessions: readonly SessionPartsFragment[]; onChanged: () => void }) {
  const [ending, end] = useMutation(EndSessionDocument);
  const [, endOthers] = useMutation(EndOtherSessionsDocument);
  const [problem, setProblem] = useState<string>();
  const endOne = async (session: SessionPartsFragment): Promise<void> => {
    if (session.current) return setProblem(await signOut());
    const { data, error } = await end({ input: { id: session.id } });
    const refusal = data && 'message' in data.endSession ? data.endSession.message : failureOf(error)?.message;
    setProblem(refusal);
    if (refusal === undefined) announce(`${deviceName(session.userAgent)} is signed out`);
    onChanged();
  };
  const endAll = async (includeCurrent: boolean): Promise<void> => {
    const { data, error } = await endOthers({ input: { includeCurrent } });
    // The end of this session may be heard of before the answer that says so.
    if (includeCurrent && isSignedOut(error)) return location.assign('/signed-out');
    const refusal = data && 'message' in data.endOtherSessions ? data.endOtherSessions.message : failureOf(error)?.message;
    setProblem(refusal);
    if (refusal !== undefined) return;
    if (includeCurrent) return location.assign('/signed-out');
    announce('The other browsers are signed out');
    onChanged();
  };
  return (
    <section aria-labelledby="sessions" className={styles.section}>
      <SectionHead id="sessions" title="Sessions" count={sessions.length}>
        <div className={styles.actions}>
          {sessions.length > 1 && (
            <Button size="small" onClick={() => void endAll(false)}>
              Sign out everywhere else
            </Button>
          )}
          <Button size="small" onClick={() => void endAll(true)}>
            Sign out everywhere
          </Button>
        </div>
      </SectionHead>
      {problem && (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
      <ul className={styles.rows}>
        {sessions.map((session) => (
          <li key={session.id} className={styles.row}>
            <div>
              <p className={styles.rowTitle}>
                {deviceName(session.userAgent)} {session.current && <Badge hue>this browser</Badge>}
              </p>
              <p className={styles.rowText}>
                {session.address || 'address not known'} · signed in <Ago at={session.createdAt} /> · last seen{' '}
                <Ago at={session.lastSeenAt} />
              </p>
            </div>
            <Button
              size="small"
              look="quiet"
              disabled={ending.fetching}
              onClick={() => void endOne(session)}
              aria-label={`Sign out ${deviceName(session.userAgent)}${session.current ? ', this browser' : ''}`}
            >
              Sign out
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
