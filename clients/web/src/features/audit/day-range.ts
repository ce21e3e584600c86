/** A part of the audit log by when it began, as the filter and the export take it. */
export interface DayRange {
  since?: string;
  until?: string;
}

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

/** From the first moment of one day to the last of another, both as a date field gives them and both where the reader is; whatever is no day is no bound. */
export function dayRange(from: string, to: string): DayRange {
  const since = midnight(from, 0);
  const until = midnight(to, 1);
  return { ...(since ? { since } : {}), ...(until ? { until } : {}) };
}

function midnight(day: string, daysLater: number): string | undefined {
  const [, year, month, date] = DAY.exec(day) ?? [];
  if (year === undefined) return undefined;
  const named = new Date(Number(year), Number(month) - 1, Number(date));
  if (named.getMonth() !== Number(month) - 1 || named.getDate() !== Number(date)) return undefined;
  // Not 24 hours later: some days have 23 or 25.
  return new Date(Number(year), Number(month) - 1, Number(date) + daysLater).toISOString();
}
