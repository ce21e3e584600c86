import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { ViewerDocument } from '../graphql/generated/graphql.ts';
import { useResource } from '../graphql/use-resource.ts';
import { LumineraMark } from '../systems/system-mark.tsx';
import { FailureNotice } from '../ui/failure-notice.tsx';
import { keepSessionFresh } from './refresh-session.ts';
import styles from './session.module.css';
import { SessionEndedNotice } from './session-ended-notice.tsx';
import { onPermissionsInDoubt, useSessionEnded } from './session-state.ts';
import { SignInPage } from './sign-in-page.tsx';
import { ViewerContext } from './viewer.ts';

const NO_VARIABLES = {};

/** Lets in who is signed in; asks nothing else of the graph before that is known. */
export function SessionGate({ children }: { children: ReactNode }) {
  const ended = useSessionEnded();
  // Who has just signed out may be answered once more as if they had not: the end of their session is on its way.
  const [leaving] = useState(() => location.pathname === '/signed-out');
  const { data, failure, refresh } = useResource(ViewerDocument, { variables: NO_VARIABLES, pause: ended });
  const answered = data?.viewer;
  // Asked again while LANDING is away, the answer is empty: the page, and what is typed into it, stays with whom it knew.
  const [known, setKnown] = useState(answered);
  if (answered && answered !== known) setKnown(answered);
  const viewer = useMemo(() => known && { ...known, permissions: new Set(known.permissions) }, [known]);
  const signedIn = viewer !== null && viewer !== undefined && !ended;
  useEffect(() => (signedIn ? keepSessionFresh() : undefined), [signedIn]);
  useEffect(() => (signedIn ? onPermissionsInDoubt(refresh) : undefined), [signedIn, refresh]);
  if (ended && (leaving || !viewer)) return <SignInPage left={leaving} />;
  if (viewer) {
    return (
      <ViewerContext value={viewer}>
        {children}
        {ended && <SessionEndedNotice />}
      </ViewerContext>
    );
  }
  return (
    <main className={styles.wait} aria-busy={!failure}>
      <LumineraMark size={40} />
      {failure ? <FailureNotice failure={failure} missing="pages" onRetry={refresh} /> : <p className="visually-hidden">Opening WISSIL</p>}
    </main>
  );
}
