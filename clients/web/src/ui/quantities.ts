const decimal = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

/** Milliseconds in the unit that reads best: `3.4 ms`, `1.2 s`, `4 min 10 s`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${decimal.format(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${decimal.format(milliseconds / 1000)} s`;
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)} min${seconds % 60 === 0 ? '' : ` ${seconds % 60} s`}`;
}

/** Bytes in decimal units, as disks and networks count: `18.2 kB`. */
export function bytes(count: number): string {
  if (count < 1000) return `${count} B`;
  if (count < 1_000_000) return `${decimal.format(count / 1000)} kB`;
  return `${decimal.format(count / 1_000_000)} MB`;
}

export const count = (value: number): string => decimal.format(value);
