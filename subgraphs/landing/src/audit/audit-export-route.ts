import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { WissilError } from '@wissil/platform/errors';
import type { RestRoute } from '@wissil/platform/subgraph';
import { z } from 'zod';
import { parseInput } from '../user/identity-input.ts';
import type { AuditChain } from './audit-chain.ts';
import { csv, jsonLines } from './audit-export.ts';
import { type AuditFilter, parseAuditFilter } from './audit-filter.ts';
import type { AuditLog } from './audit-log.ts';

const instant = z.iso
  .datetime({ offset: true, error: 'Write an ISO 8601 instant such as 2026-11-23T10:15:00Z.' })
  .transform((text) => new Date(text));

/** The filters of `auditEntries`, as text; `outcomes` separated by commas. */
const parameters = z.strictObject({
  format: z.enum(['jsonl', 'csv']).default('jsonl'),
  actor: z.string().optional(),
  kind: z.string().toLowerCase().optional(),
  operation: z.string().optional(),
  system: z.string().optional(),
  target: z.string().optional(),
  search: z.string().optional(),
  since: instant.optional(),
  until: instant.optional(),
  outcomes: z
    .string()
    .transform((text) => text.split(','))
    .optional(),
});

const CONTENT_TYPE = { jsonl: 'application/x-ndjson; charset=utf-8', csv: 'text/csv; charset=utf-8; header=present' } as const;

/** `GET /api/audit/export?format=jsonl|csv`: oldest first, streamed no faster than it is read, a thousand entries in memory. */
export function auditExportRoute({ log, chain }: { log: AuditLog; chain: AuditChain }): RestRoute {
  return {
    method: 'GET',
    path: '/api/audit/export',
    permission: 'audit.read',
    // It changes nothing, but that somebody took the log along has to stand in it.
    changes: 'exportAuditLog',
    async handle(request, response) {
      const { format, ...given } = parseInput(parameters, Object.fromEntries(new URL(request.url ?? '/', 'http://landing').searchParams));
      const filter = parseAuditFilter(given);
      response.writeHead(200, {
        'content-type': CONTENT_TYPE[format],
        'content-disposition': `attachment; filename="wissil-audit-${new Date().toISOString().slice(0, 10)}.${format}"`,
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      });
      if (request.method === 'HEAD') return void response.end();
      const write = format === 'csv' ? csv : jsonLines(chain, described(filter));
      await pipeline(Readable.from(write(log.all(filter)), { objectMode: false }), response).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
        throw new WissilError('BAD_REQUEST', 'The export was broken off by whoever read it.', { cause: error });
      });
    },
  };
}

/** As JSON gives it back. */
function described(filter: AuditFilter): Record<string, unknown> {
  return JSON.parse(JSON.stringify(filter)) as Record<string, unknown>;
}
