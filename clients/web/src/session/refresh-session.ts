import { sessionEnded } from './session-state.ts';

const EVERY_MS = 10 * 60_000;

/** Has the session's cookie renewed when the page opens and every ten minutes while it is looked at. Returns how to stop. */
export function keepSessionFresh(): () => void {
  const refresh = async (): Promise<void> => {
    if (document.visibilityState !== 'visible') return;
    const response = await fetch('/auth/refresh', { method: 'POST' }).catch(() => undefined);
    if (response?.status === 401) sessionEnded();
  };
  void refresh();
  const timer = setInterval(() => void refresh(), EVERY_MS);
  return () => clearInterval(timer);
}

/** Ends the session of this browser, and goes where that leads. */
export async function signOut(): Promise<void> {
  const response = await fetch('/auth/sign-out', { method: 'POST' });
  if (!response.ok) throw new Error('Signing out did not work. Try again in a moment.');
  const answer: unknown = await response.json();
  location.assign(redirectOf(answer) ?? '/signed-out');
}

function redirectOf(answer: unknown): string | undefined {
  if (typeof answer !== 'object' || answer === null || !('redirect' in answer)) return undefined;
  return typeof answer.redirect === 'string' ? answer.redirect : undefined;
}
