import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { InstallationSecret } from '@wissil/platform/auth';
import type { AuditEntry } from '../../generated/prisma/client.ts';

/** An entry without the hash that covers it. */
export type UnsealedEntry = Omit<AuditEntry, 'hash'>;

/** An entry, as where the log ended at some time. */
export interface ChainPoint {
  sequence: bigint;
  hash: string;
}

/** The end of the log, and what says that WISSIL wrote it. */
export interface ChainHead extends ChainPoint {
  seal: string;
}

/** What the first entry follows. */
export const BEGINNING = createHash('sha256').update('wissil audit log').digest('hex');

/** The seal of a head that was found to be another one than WISSIL had written; nothing is ever appended that would hide that. */
const BROKEN = 'broken since ';

/**
 * The chain of the audit log. Each hash is an HMAC-SHA256 of the entry and of the hash before it, with a key of the installation: who can
 * write to the database and does not know the secret can neither change an entry nor rebuild what follows it (ADR 0006).
 */
export class AuditChain {
  readonly #entryKey: Buffer;
  readonly #headKey: Buffer;
  readonly #exportKey: Buffer;

  constructor(secret: InstallationSecret) {
    this.#entryKey = secret.derive('audit chain');
    this.#headKey = secret.derive('audit chain head');
    this.#exportKey = secret.derive('audit export');
  }

  /** In hex. */
  hashOf(entry: UnsealedEntry): string {
    return hmac(this.#entryKey, canonical(entry));
  }

  isGenuine({ hash, ...entry }: AuditEntry): boolean {
    return equal(hash, this.hashOf(entry));
  }

  /** @param brokenSince the entry from which on the log is known not to be what WISSIL wrote */
  headAt({ sequence, hash }: ChainPoint, brokenSince?: bigint): ChainHead {
    const seal = brokenSince === undefined ? hmac(this.#headKey, `${sequence} ${hash}`) : `${BROKEN}${brokenSince}`;
    return { sequence, hash, seal };
  }

  isSealed(head: ChainHead): boolean {
    return equal(head.seal, this.headAt(head).seal);
  }

  /** What says that an export is complete and nobody's but WISSIL's: over its description and the hashes of its entries. */
  exportSeal(description: unknown, hashes: string): string {
    return hmac(this.#exportKey, JSON.stringify([sorted(description), hashes]));
  }

  isExportSeal(seal: string, description: unknown, hashes: string): boolean {
    return equal(seal, this.exportSeal(description, hashes));
  }
}

/** From which entry on a head says that the log is broken. */
export function brokenSince({ seal }: ChainHead): bigint | undefined {
  const since = seal.startsWith(BROKEN) ? seal.slice(BROKEN.length) : '';
  return /^\d{1,18}$/.test(since) ? BigInt(since) : undefined;
}

function hmac(key: Buffer, text: string): string {
  return createHmac('sha256', key).update(text).digest('hex');
}

function equal(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/**
 * What a hash covers, as JSON: all columns in this order, instants in ISO 8601 with milliseconds, members of objects sorted by name. An
 * entry reads the same from memory, from PostgreSQL and from an export.
 */
function canonical(entry: UnsealedEntry): string {
  const { sequence, attempt, at, actorKind, actorId, actorName, actorRole, credential, credentialName, address, requestId } = entry;
  const { system, operation, permission, target, detail, outcome, code, previousHash } = entry;
  const who = [actorKind, actorId, actorName, actorRole, credential, credentialName, address];
  const what = [requestId, system, operation, permission, target, sorted(detail), outcome, code];
  return JSON.stringify([String(sequence), attempt, at.toISOString(), ...who, ...what, previousHash]);
}

/** `jsonb` does not say in which order it gives the members of an object back. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, member]) => [name, sorted(member)]),
  );
}
