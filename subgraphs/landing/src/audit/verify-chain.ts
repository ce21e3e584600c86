import type { AuditEntry } from '../../generated/prisma/client.ts';
import { type AuditChain, BEGINNING, brokenSince, type ChainHead, type ChainPoint } from './audit-chain.ts';

interface ChainBreak {
  /** The first entry at which something is wrong. */
  sequence: bigint;
  /** A sentence without its full stop. */
  what: string;
}

export interface ChainVerification {
  /** Entries that are in order, up to the first that is not. */
  entries: number;
  /** The last of them. */
  last: ChainPoint | undefined;
  firstBroken: ChainBreak | undefined;
}

interface Expected {
  chain: AuditChain;
  /** Where WISSIL says that the log ends, read before the entries. */
  head: ChainHead | undefined;
  /** Where the log was known to have been before. */
  known?: ChainPoint | undefined;
}

/** Whether the log is what WISSIL has written, from the first entry to the last: nothing changed, missing, moved, added or cut off. */
export async function verifyChain(batches: AsyncIterable<readonly AuditEntry[]>, expected: Expected): Promise<ChainVerification> {
  const { chain, head, known } = expected;
  const points = [head, known].filter((point) => point !== undefined);
  const passed = new Set(points.filter(({ sequence }) => sequence === 0n));
  let entries = 0;
  let last: ChainPoint = { sequence: 0n, hash: BEGINNING };
  const end = (firstBroken?: ChainBreak) => ({ entries, last: entries === 0 ? undefined : last, firstBroken });
  for await (const batch of batches) {
    for (const entry of batch) {
      const what = whatIsWrong(entry, last, chain) ?? otherAt(points, entry);
      if (what) return end(what);
      points.filter(({ sequence }) => sequence === entry.sequence).forEach((point) => passed.add(point));
      entries += 1;
      last = { sequence: entry.sequence, hash: entry.hash };
    }
  }
  const beyond = points.filter((point) => !passed.has(point)).toSorted((one, other) => Number(other.sequence - one.sequence))[0];
  if (beyond) return end({ sequence: last.sequence + 1n, what: `${range(last.sequence + 1n, beyond.sequence)} missing at the end` });
  return end(head ? brokenHead(head, chain) : { sequence: last.sequence + 1n, what: 'the record of where the log ends is missing' });
}

/** What is wrong with an entry that should follow `last`. */
function whatIsWrong(entry: AuditEntry, last: ChainPoint, chain: AuditChain): ChainBreak | undefined {
  const next = last.sequence + 1n;
  if (entry.sequence > next) return { sequence: next, what: `${range(next, entry.sequence - 1n)} missing` };
  const { sequence } = entry;
  if (sequence < next) return { sequence, what: 'it is not in its place' };
  if (!chain.isGenuine(entry)) return { sequence, what: 'it is not as WISSIL recorded it' };
  if (entry.previousHash !== last.hash) return { sequence, what: 'it does not follow the entry before it' };
  return undefined;
}

function otherAt(points: readonly ChainPoint[], { sequence, hash }: AuditEntry): ChainBreak | undefined {
  const other = points.some((point) => point.sequence === sequence && point.hash !== hash);
  return other ? { sequence, what: 'it is another one than it was' } : undefined;
}

function brokenHead(head: ChainHead, chain: AuditChain): ChainBreak | undefined {
  if (chain.isSealed(head)) return undefined;
  const since = brokenSince(head);
  if (since === undefined) return { sequence: head.sequence, what: 'the record of where the log ends was not written by WISSIL' };
  return {
    sequence: since,
    what: `the end of the log was not where WISSIL had left it when it was appended: entries may be missing before it`,
  };
}

function range(from: bigint, to: bigint): string {
  return from === to ? `entry ${from} is` : `entries ${from} to ${to} are`;
}
