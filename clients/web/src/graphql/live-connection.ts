import { createClient } from 'graphql-ws';
import { sessionEnded } from '../session/session-state.ts';

/**
 * `live`: events arrive. `connecting`: the first attempt. `reconnecting`: events are being missed; pages refetch once it is back.
 * `ended`: the session is over, and no further attempt is made.
 */
export type ConnectionState = 'connecting' | 'live' | 'reconnecting' | 'ended';

let state: ConnectionState = 'connecting';
let wasLive = false;
const stateListeners = new Set<() => void>();
const reconnectListeners = new Set<() => void>();

function enter(next: ConnectionState): void {
  if (next === state) return;
  state = next;
  for (const listener of stateListeners) listener();
}

const address = new URL('/graphql', location.href);
address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';

/** The gateway's word that the session is over; graphql-ws does not try again after it. */
const UNAUTHORIZED = 4401;

/** The one WebSocket of the page. It is tried again for ever, with growing pauses of at most 5 s. */
export const liveConnection = createClient({
  url: address.href,
  keepAlive: 10_000,
  retryAttempts: Number.POSITIVE_INFINITY,
  shouldRetry: () => true,
  retryWait: async (retries) => {
    const pause = Math.min(5000, 250 * 2 ** retries) * (0.75 + Math.random() / 2);
    await new Promise((resolve) => setTimeout(resolve, pause));
  },
  on: {
    connected: () => {
      const again = wasLive;
      wasLive = true;
      enter('live');
      if (again) for (const listener of reconnectListeners) listener();
    },
    closed: (event) => {
      const over = event instanceof CloseEvent && event.code === UNAUTHORIZED;
      if (over) sessionEnded();
      enter(over ? 'ended' : 'reconnecting');
    },
  },
});

export const connectionState = (): ConnectionState => state;

/** Returns how to stop listening. */
export function onConnectionState(listener: () => void): () => void {
  stateListeners.add(listener);
  return () => void stateListeners.delete(listener);
}

/** Called when the connection is back after a loss: whatever was read before may be out of date. Returns how to stop listening. */
export function onReconnected(listener: () => void): () => void {
  reconnectListeners.add(listener);
  return () => void reconnectListeners.delete(listener);
}
