import { readFileSync } from 'node:fs';

/** npm passes a Ctrl-C on that the terminal has already sent us: one keystroke arrives twice within milliseconds. */
const SAME_KEYSTROKE_MS = 500;
const LAUNCHER_POLL_MS = 1_000;

export interface EndSignals {
  /** Drains what runs. */
  drain(reason: string): void;
  /** Ends at once: the second signal. */
  force(): void;
  /** Processes whose end is ours: the npm that started us. */
  launchedBy: readonly number[];
}

/** First SIGINT, SIGTERM or SIGHUP, or the end of a launcher: drain. A later signal: force. */
export function listenForEnd({ drain, force, launchedBy }: EndSignals): void {
  let firstAt: number | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    if (firstAt === undefined) {
      firstAt = performance.now();
      drain(signal);
    } else if (performance.now() - firstAt > SAME_KEYSTROKE_MS) force();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  if (launchedBy.length === 0) return;
  const poll = setInterval(() => {
    if (launchedBy.every(isAlive)) return;
    clearInterval(poll);
    if (firstAt === undefined) drain('the process that started WISSIL is gone');
    firstAt ??= performance.now();
  }, LAUNCHER_POLL_MS);
  poll.unref();
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return !isZombie(pid);
}

/** Killed and not yet collected by its own parent. */
function isZombie(pid: number): boolean {
  try {
    return /^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
