import type { SystemName } from '../systems/system-names.ts';
import { onReconnected } from './live-connection.ts';

const listeners = new Set<(system: SystemName | null) => void>();

/** Says that a system answers again. */
export function announceRecovery(system: SystemName): void {
  for (const listener of listeners) listener(system);
}

/** Called with the system that answers again, or null when the connection is back and everything may have changed. Returns how to stop listening. */
export function onRecovery(listener: (system: SystemName | null) => void): () => void {
  listeners.add(listener);
  const stop = onReconnected(() => listener(null));
  return () => {
    listeners.delete(listener);
    stop();
  };
}
