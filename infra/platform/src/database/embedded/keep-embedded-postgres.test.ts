import { temporaryFolder, waitFor } from '@wissil/testkit';
import pg from 'pg';
import { expect, it } from 'vitest';
import { keepEmbeddedPostgres } from './keep-embedded-postgres.ts';

it('[TOPO-4] an embedded PostgreSQL that is killed comes back at the same address with everything that it had acknowledged', async () => {
  await using folder = await temporaryFolder();
  const server = await keepEmbeddedPostgres({ dataFolder: folder.path });
  await query(server.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
  const [row] = await query(server.url, "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int AS pid");
  const pid = Number(row?.['pid']);
  process.kill(pid, 'SIGKILL');
  await waitFor(async () => (await query(server.url, 'SELECT answer FROM kept').catch(() => []))[0]?.['answer'] === 42, {
    timeout: 15_000,
  });
  await server.stop();
  await expect(query(server.url, 'SELECT 1')).rejects.toThrow();
});

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
