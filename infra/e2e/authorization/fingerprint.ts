import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SUBGRAPH_NAMES } from '@wissil/platform/subgraph';
import type { Supergraph } from '@wissil/testkit';
import pg from 'pg';

/** What changes without anybody's asking: health, events under way, and the audit log, which hears of every attempt. */
const RESTLESS = /^(outbox|inbox|health_event|audit_.*|_.*|migration.*)$/;
const RESTLESS_COLUMNS = ['last_seen_at', 'last_used_at'];

/**
 * One line for each table of the subgraphs: how many rows, and a digest of what is in them. Tables that are added are in it. And one for each
 * file of a development environment.
 */
export async function fingerprint({
  databaseUrl,
  dataFolder,
}: Pick<Supergraph, 'databaseUrl' | 'dataFolder'>): Promise<Record<string, string>> {
  return { ...(await linesOfTables(databaseUrl)), ...(await linesOfFiles(join(dataFolder, 'ignis', 'environments'))) };
}

async function linesOfTables(databaseUrl: string): Promise<Record<string, string>> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ schema: string; name: string }>(
      `SELECT table_schema AS schema, table_name AS name FROM information_schema.tables WHERE table_schema = ANY($1) ORDER BY 1, 2`,
      [SUBGRAPH_NAMES],
    );
    const lines: Record<string, string> = {};
    for (const { schema, name } of tables.filter(
      (table) => !RESTLESS.test(table.name) && `${table.schema}.${table.name}` !== 'landing.system',
    )) {
      const { rows } = await client.query<{ line: string }>(
        `SELECT count(*) || ' ' || md5(coalesce(string_agg(each, ' ' ORDER BY each), '')) AS line
         FROM (SELECT (to_jsonb(t) - $1::text[])::text AS each FROM ${client.escapeIdentifier(schema)}.${client.escapeIdentifier(name)} t) rows`,
        [RESTLESS_COLUMNS],
      );
      lines[`${schema}.${name}`] = rows[0]?.line ?? '';
    }
    return lines;
  } finally {
    await client.end();
  }
}

async function linesOfFiles(environments: string): Promise<Record<string, string>> {
  const files = (await readdir(environments, { recursive: true, withFileTypes: true })).filter(
    (entry) => entry.isFile() && /\/tree(\/|$)/.test(entry.parentPath) && !entry.parentPath.includes('/node_modules'),
  );
  const lines = files.map(async ({ parentPath, name }) => {
    const path = join(parentPath, name);
    return [
      path,
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
    ] as const;
  });
  return Object.fromEntries(await Promise.all(lines));
}
