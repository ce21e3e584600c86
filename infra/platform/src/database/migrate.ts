import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { DatabaseError } from './database-error.ts';

const CREATE_HISTORY = `
  CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id varchar(36) PRIMARY KEY,
    checksum varchar(64) NOT NULL,
    finished_at timestamptz,
    migration_name varchar(255) NOT NULL,
    logs text,
    rolled_back_at timestamptz,
    started_at timestamptz NOT NULL DEFAULT now(),
    applied_steps_count integer NOT NULL DEFAULT 0
  )`;

interface Migration {
  name: string;
  sql: string;
  /** As Prisma computes it: SHA-256 of the file, in hex. */
  checksum: string;
}

/**
 * Brings one PostgreSQL schema up to date with a folder of Prisma migrations, each in its own transaction, and returns the names of those
 * applied. Processes that start together take turns. `prisma migrate status` agrees with the result.
 * @throws {DatabaseError} MIGRATION_FAILED when a migration fails, was edited after it was applied, or is missing from the folder
 */
export async function migrate(connectionString: string, schema: string, folder: string): Promise<string[]> {
  const migrations = await readMigrations(folder);
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [`wissil migrate ${schema}`]);
    const quoted = pg.escapeIdentifier(schema);
    await client.query(`CREATE SCHEMA IF NOT EXISTS ${quoted}`);
    await client.query(`SET search_path TO ${quoted}`);
    await client.query(CREATE_HISTORY);
    const pending = await pendingMigrations(client, schema, migrations);
    for (const migration of pending) await apply(client, schema, migration);
    return pending.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(join(folder, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

async function pendingMigrations(client: pg.Client, schema: string, migrations: Migration[]): Promise<Migration[]> {
  const { rows } = await client.query<{ migration_name: string; checksum: string }>(
    'SELECT migration_name, checksum FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
  );
  const applied = new Map(rows.map((row) => [row.migration_name, row.checksum]));
  const known = new Set(migrations.map(({ name }) => name));
  const unknown = [...applied.keys()].filter((name) => !known.has(name));
  if (unknown.length > 0) {
    throw new DatabaseError(
      'MIGRATION_FAILED',
      `The database's schema ${schema} is newer than this WISSIL (it has ${unknown.join(', ')}): start the newer version, or restore a backup.`,
    );
  }
  return migrations.filter(({ name, checksum }) => {
    const found = applied.get(name);
    if (found !== undefined && found !== checksum) {
      throw new DatabaseError(
        'MIGRATION_FAILED',
        `The migration ${schema}/${name} was edited after it was applied: restore the file, and write a new migration.`,
      );
    }
    return found === undefined;
  });
}

async function apply(client: pg.Client, schema: string, { name, sql, checksum }: Migration): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(sql);
    await client.query(
      'INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count) VALUES ($1, $2, $3, now(), 1)',
      [randomUUID(), checksum, name],
    );
    await client.query('COMMIT');
  } catch (cause) {
    await client.query('ROLLBACK');
    throw new DatabaseError('MIGRATION_FAILED', `The migration ${schema}/${name} failed and changed nothing: ${(cause as Error).message}`, {
      cause,
    });
  }
}
