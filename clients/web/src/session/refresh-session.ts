import { sessionEnded } from './session-state.ts';

const EVERY_MS = 10 * 60_000;
const LOOK_EVERY_MS = 60_000;

/** Whether the session's cookie is to be renewed: at most every ten minutes, and only while somebody looks at the page. */
export const isRefreshDue = (visible: boolean, { last, now }: { last: number; now: number }): boolean => visible && now - last >= EVERY_MS;

/** Has the session's cookie renewed when the page opens, every ten minutes while it is looked at, and when somebody comes back to it later. Returns how to stop. */
export function keepSessionFresh(): () => void {
  let last = Number.NEGATIVE_INFINITY;
  const refresh = async (): Promise<void> => {
    const now = Date.now();
    if (!isRefreshDue(document.visibilityState === 'visible', { last, now })) return;
    last = now;
    const response = await fetch('/auth/refresh', { method: 'POST' }).catch(() => undefined);
    if (response?.status === 401) sessionEnded();
  };
  const check = (): void => void refresh();
  check();
  const timer = setInterval(check, LOOK_EVERY_MS);
  document.addEventListener('visibilitychange', check);
  return () => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', check);
  };
}

/** Ends the session of this browser, and goes where that leads. @returns what to say where it did not work */
export async function signOut(): Promise<string | undefined> {
  const response = await fetch('/auth/sign-out', { method: 'POST' }).catch(() => undefined);
  // It has ended already, which is what was wanted.
  if (response?.status === 401) return void location.assign('/signed-out');
  if (!response?.ok) return 'Signing out did not work: you are still signed in. Try again in a moment.';
  const answer: unknown = await response.json().catch(() => undefined);
  location.assign(redirectOf(answer) ?? '/signed-out');
  return undefined;
}

function redirectOf(answer: unknown): string | undefined {
  if (typeof answer !== 'object' || answer === null || !('redirect' in answer)) return undefined;
  return typeof answer.redirect === 'string' ? answer.redirect : undefined;
}
