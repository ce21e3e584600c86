import { createHash } from 'node:crypto';
import type { AuditEntry } from '../../generated/prisma/client.ts';
import type { AuditChain } from './audit-chain.ts';

const COLUMNS = [
  'sequence',
  'at',
  'actorKind',
  'actorId',
  'actorName',
  'actorRole',
  'credential',
  'credentialName',
  'address',
  'requestId',
  'system',
  'operation',
  'permission',
  'target',
  'detail',
  'outcome',
  'code',
  'attempt',
  'previousHash',
  'hash',
] as const satisfies readonly (keyof AuditEntry)[];

/** What the last line of an export in JSON lines says of the lines before it. */
interface ExportDescription {
  exportedAt: string;
  filter: Record<string, unknown>;
  entries: number;
}

/** Entries as lines, a text for each batch. */
export type ExportFormat = (batches: AsyncIterable<readonly AuditEntry[]>) => AsyncGenerator<string>;

/** All columns of an entry in a line, and a last line by which the file alone shows whether it is complete and as WISSIL wrote it. */
export function jsonLines(chain: AuditChain, filter: Record<string, unknown>): ExportFormat {
  return async function* (batches) {
    const hashes = createHash('sha256');
    let entries = 0;
    for await (const batch of batches) {
      for (const { hash } of batch) hashes.update(hash);
      entries += batch.length;
      yield batch.map((entry) => `${JSON.stringify({ ...entry, sequence: String(entry.sequence) })}\n`).join('');
    }
    const description: ExportDescription = { exportedAt: new Date().toISOString(), filter, entries };
    yield `${JSON.stringify({ export: description, seal: chain.exportSeal(description, hashes.digest('hex')) })}\n`;
  };
}

/** RFC 4180, with a line of names. */
export const csv: ExportFormat = async function* (batches) {
  yield `${COLUMNS.join(',')}\r\n`;
  for await (const batch of batches) {
    yield batch.map((entry) => `${COLUMNS.map((column) => csvValue(entry[column])).join(',')}\r\n`).join('');
  }
};

/** What spreadsheets would take for a formula begins with an apostrophe (OWASP, CSV injection). */
function csvValue(value: AuditEntry[keyof AuditEntry]): string {
  if (value === null) return '';
  const text = value instanceof Date ? value.toISOString() : typeof value === 'object' ? JSON.stringify(value) : String(value);
  const safe = /^[\s\uFEFF]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20|%]|^[\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
