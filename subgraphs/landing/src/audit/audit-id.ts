import { InvalidInputError } from '@wissil/platform/errors';
import { ID_PREFIX } from '@wissil/platform/graphql';

export function entryId(sequence: bigint): string {
  return `${ID_PREFIX.AuditEntry}_${sequence}`;
}

/** The sequence of an id; 0, which no entry has, for what is none. */
export function sequenceOf(id: string): bigint {
  const [prefix, sequence, ...rest] = id.split('_');
  return prefix === ID_PREFIX.AuditEntry && rest.length === 0 && /^\d{1,18}$/.test(sequence ?? '') ? BigInt(sequence as string) : 0n;
}

/** @throws InvalidInputError for what no page of the audit log answered */
export function sequenceOfCursor(cursor: string): bigint {
  const sequence = sequenceOf(cursor);
  if (sequence > 0n) return sequence;
  throw new InvalidInputError([{ path: 'after', message: 'This is no cursor of the audit log: take one of `pageInfo` or `edges`.' }]);
}
