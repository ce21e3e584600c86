import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { InstallationSecret } from '@wissil/platform/auth';
import { createPool } from '@wissil/platform/database';
import { AuditChain } from './audit-chain.ts';
import { readEntries, readHead, type Query } from './audit-rows.ts';
import { parsePoint, pointText } from './chain-point.ts';
import { verifyChain } from './verify-chain.ts';
import { verifyExport } from './verify-export.ts';

/** What somebody at a terminal is told: one sentence. */
export interface AuditFinding {
  intact: boolean;
  sentence: string;
}

/** Whether a text is an end of the log, as an earlier finding told it. */
export function isKnownEnd(text: string): boolean {
  return parsePoint(text) !== undefined;
}

/**
 * Verifies the audit log in that database, beside LANDING or without it.
 * @param known an end of the log that is known from before
 */
export async function verifyAuditDatabase(databaseUrl: string, secret: InstallationSecret, known?: string): Promise<AuditFinding> {
  const pool = createPool(databaseUrl, 'landing', { max: 1 });
  try {
    const query: Query = async (sql, values) => (await pool.query<Record<string, unknown>>(sql, [...values])).rows;
    const head = await readHead(query);
    const expected = { chain: new AuditChain(secret), head, known: known === undefined ? undefined : parsePoint(known) };
    const { entries, last, firstBroken } = await verifyChain(readEntries(query), expected);
    if (firstBroken) {
      const before =
        entries === 0 ? 'no entry before it is in order' : `${counted(entries)} before it ${entries === 1 ? 'is' : 'are'} in order`;
      return { intact: false, sentence: `The audit log is broken at entry ${firstBroken.sequence}: ${firstBroken.what} (${before}).` };
    }
    if (!last) return { intact: true, sentence: 'The audit log is empty.' };
    return { intact: true, sentence: `The audit log is intact: ${counted(entries)}, the last of them ${pointText(last)}.` };
  } finally {
    await pool.end();
  }
}

/** Verifies an export in JSON lines; no database is asked. */
export async function verifyAuditFile(path: string, secret: InstallationSecret): Promise<AuditFinding> {
  const lines = createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Infinity });
  const { entries, last, broken, description } = await verifyExport(lines, new AuditChain(secret));
  if (broken !== undefined || !description) return { intact: false, sentence: `The export ${path} is broken: ${broken}.` };
  const filtered = Object.keys(description.filter).length > 0 ? ` that fit ${JSON.stringify(description.filter)}` : '';
  const upTo = last ? `, the last of them ${pointText(last)}` : '';
  return {
    intact: true,
    sentence: `The export ${path} of ${description.exportedAt} is intact: ${counted(entries)}${filtered}${upTo}.`,
  };
}

function counted(entries: number): string {
  return entries === 1 ? '1 entry' : `${entries} entries`;
}
