import type { HealthStatus } from '../../graphql/generated/graphql.ts';

export interface HealthMoment {
  status: HealthStatus;
  /** ISO 8601. */
  at: string;
}

/** A stretch of time with one status; milliseconds since the epoch. */
export interface HealthSpan {
  status: HealthStatus;
  start: number;
  end: number;
}

const MINUTE = 60_000;
const WINDOWS = [
  { milliseconds: 15 * MINUTE, label: 'last 15 minutes' },
  { milliseconds: 60 * MINUTE, label: 'last hour' },
  { milliseconds: 6 * 60 * MINUTE, label: 'last 6 hours' },
  { milliseconds: 24 * 60 * MINUTE, label: 'last 24 hours' },
] as const;

/** The shortest window that reaches back to the first event, a day at most. */
export function chooseWindow(events: readonly HealthMoment[], now: number): { milliseconds: number; label: string } {
  const first = Math.min(now, ...events.map(({ at }) => Date.parse(at)));
  return WINDOWS.find(({ milliseconds }) => milliseconds >= now - first) ?? WINDOWS[3];
}

/** Consecutive stretches that fill `from` to `to`; what was before the first event is UNKNOWN. The events may come in any order. */
export function healthSpans(events: readonly HealthMoment[], from: number, to: number): HealthSpan[] {
  const spans: HealthSpan[] = [];
  let status: HealthStatus = 'UNKNOWN';
  let start = from;
  for (const event of events.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))) {
    const at = Math.min(Date.parse(event.at), to);
    if (at > start) {
      if (status !== event.status) {
        spans.push({ status, start, end: at });
        start = at;
      }
    }
    status = event.status;
  }
  if (to > start) spans.push({ status, start, end: to });
  return spans;
}

/** Per cent of the known time, rounded down to a tenth: 100 means the whole of it. */
export function share(spans: readonly HealthSpan[], status: HealthStatus): number {
  const length = (chosen: readonly HealthSpan[]): number => chosen.reduce((sum, span) => sum + span.end - span.start, 0);
  const known = length(spans.filter((span) => span.status !== 'UNKNOWN'));
  return known === 0 ? 0 : Math.floor((length(spans.filter((span) => span.status === status)) / known) * 1000) / 10;
}
