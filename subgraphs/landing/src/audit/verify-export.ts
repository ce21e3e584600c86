import { createHash } from 'node:crypto';
import { AUDIT_OUTCOMES } from '@wissil/platform/audit';
import { z } from 'zod';
import type { AuditEntry } from '../../generated/prisma/client.ts';
import type { AuditChain, ChainPoint } from './audit-chain.ts';

const optional = z.string().nullable();

const entryLine = z.object({
  sequence: z
    .string()
    .regex(/^\d{1,18}$/)
    .transform(BigInt),
  attempt: z.string(),
  at: z.iso.datetime().transform((text) => new Date(text)),
  actorKind: z.string(),
  actorId: z.string(),
  actorName: z.string(),
  actorRole: optional,
  credential: z.string(),
  credentialName: optional,
  address: z.string(),
  requestId: z.string(),
  system: z.string(),
  operation: z.string(),
  permission: optional,
  target: optional,
  detail: z.record(z.string(), z.json()).nullable(),
  outcome: z.enum(AUDIT_OUTCOMES),
  code: optional,
  previousHash: z.string(),
  hash: z.string(),
});

const lastLine = z.strictObject({
  export: z.object({ exportedAt: z.string(), filter: z.record(z.string(), z.unknown()), entries: z.int() }),
  seal: z.string(),
});

export interface ExportVerification {
  entries: number;
  /** The newest entry. */
  last: ChainPoint | undefined;
  /** What is wrong, a sentence without its full stop; undefined where the file is complete and as WISSIL wrote it. */
  broken: string | undefined;
  /** What the file was asked to hold. */
  description: z.infer<typeof lastLine>['export'] | undefined;
}

/** Whether a file of JSON lines is an export as WISSIL wrote it, whole; the database is not asked. */
export async function verifyExport(lines: AsyncIterable<string>, chain: AuditChain): Promise<ExportVerification> {
  const hashes = createHash('sha256');
  let entries = 0;
  let number = 0;
  let last: AuditEntry | undefined;
  let ending: z.infer<typeof lastLine> | undefined;
  const end = (broken?: string): ExportVerification => ({ entries, last, broken, description: ending?.export });
  for await (const line of lines) {
    number += 1;
    if (ending) return end(`line ${number} comes after the last line of the export`);
    const value = parseLine(line);
    const entry = entryLine.safeParse(value);
    if (!entry.success) {
      ending = lastLine.safeParse(value).data;
      if (!ending) return end(`line ${number} is no line of an export in JSON lines`);
      continue;
    }
    const what = whatIsWrong(entry.data, last, chain);
    if (what) return end(`line ${number}: ${what}`);
    hashes.update(entry.data.hash);
    entries += 1;
    last = entry.data;
  }
  if (!ending) return end(`the file ends after ${entries} entries without the last line of an export: it is not complete`);
  const genuine = ending.export.entries === entries && chain.isExportSeal(ending.seal, ending.export, hashes.digest('hex'));
  return end(genuine ? undefined : 'lines are missing, or its last line is that of another export');
}

function whatIsWrong(entry: AuditEntry, last: AuditEntry | undefined, chain: AuditChain): string | undefined {
  const { sequence } = entry;
  if (!chain.isGenuine(entry)) return `entry ${sequence} is not as WISSIL recorded it`;
  if (last === undefined) return undefined;
  if (sequence <= last.sequence) return `entry ${sequence} is not in its place`;
  if (sequence === last.sequence + 1n && entry.previousHash !== last.hash) return `entry ${sequence} does not follow the entry before it`;
  return undefined;
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
