/** Milliseconds since some moment that is the same for all processes of this machine (CLOCK_MONOTONIC), unlike `performance.now()`. */
export function monotonicNow(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
