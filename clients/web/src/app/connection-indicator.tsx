import { useEffect, useRef, useSyncExternalStore } from 'react';
import { connectionState, onConnectionState, type ConnectionState } from '../graphql/live-connection.ts';
import { announce } from '../ui/announcer.tsx';
import { StatusDot, type Tone } from '../ui/status.tsx';
import styles from './shell.module.css';

const WORDS: Readonly<Record<ConnectionState, { word: string; tone: Tone; explanation: string }>> = {
  connecting: { word: 'Connecting', tone: 'unknown', explanation: 'The live feed is being opened.' },
  live: { word: 'Live', tone: 'up', explanation: 'Changes arrive as they happen.' },
  reconnecting: {
    word: 'Reconnecting',
    tone: 'degraded',
    explanation: 'The live feed is interrupted; this page catches up when it is back.',
  },
  ended: { word: 'Signed out', tone: 'unknown', explanation: 'Changes arrive again once you have signed in.' },
};

/** Whether this page hears of changes as they happen. */
export function ConnectionIndicator() {
  const state = useSyncExternalStore(onConnectionState, connectionState);
  const before = useRef(state);
  useEffect(() => {
    if (before.current === 'live' && state === 'reconnecting') announce('Live updates are interrupted. Reconnecting.');
    if (before.current === 'reconnecting' && state === 'live') announce('Live updates are back.');
    before.current = state;
  }, [state]);
  const { word, tone, explanation } = WORDS[state];
  return (
    <span className={styles.connection} title={explanation} data-testid="connection" data-state={state}>
      <StatusDot tone={tone} pulse={state === 'live'} />
      <span className={styles.connectionWord}>{word}</span>
    </span>
  );
}
