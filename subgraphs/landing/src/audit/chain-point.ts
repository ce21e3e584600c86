import type { ChainPoint } from './audit-chain.ts';

const POINT = /^(\d{1,18}):([0-9a-f]{64})$/;

/** As an end of the log is written down: `812:5f…`. */
export function pointText({ sequence, hash }: ChainPoint): string {
  return `${sequence}:${hash}`;
}

/** Undefined for what is no such text. */
export function parsePoint(text: string): ChainPoint | undefined {
  const [, sequence, hash] = POINT.exec(text.trim()) ?? [];
  return sequence === undefined || hash === undefined ? undefined : { sequence: BigInt(sequence), hash };
}
