import { randomUUID } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, type SqlDriverAdapter } from '@prisma/driver-adapter-utils';
import pg from 'pg';
import { administer, connectionTarget } from './connection-target.ts';

/** PostgreSQL's internal type "char", for which @prisma/adapter-pg has no case, and the blank-padded character type that it has one for. */
const OID_CHAR = 18;
const OID_BPCHAR = 1042;

/**
 * @prisma/adapter-pg as the schema engine needs it. Corrected: the type "char"; scripts split at every semicolon, also inside function bodies;
 * a shadow database that connects to the main one; a shadow database dropped while its connection is open.
 */
export function migrationAdapter(prismaUrl: string) {
  return bindMigrationAwareSqlAdapterFactory({
    provider: 'postgres',
    adapterName: '@prisma/adapter-pg',
    connect: () => openAdapter(prismaUrl),
    connectToShadowDb: async () => {
      const shadow = `prisma_migrate_shadow_db_${randomUUID()}`;
      const quoted = pg.escapeIdentifier(shadow);
      await administer(prismaUrl, `CREATE DATABASE ${quoted}`);
      return openAdapter(prismaUrl, shadow, () => administer(prismaUrl, `DROP DATABASE IF EXISTS ${quoted} WITH (FORCE)`));
    },
  });
}

async function openAdapter(prismaUrl: string, database?: string, onDisposed?: () => Promise<void>): Promise<SqlDriverAdapter> {
  const { connectionString, schema } = connectionTarget(prismaUrl, database);
  // One connection: SET, and scripts of several statements, belong to one session.
  const pool = new MigrationPool({
    connectionString,
    max: 1,
    ...(schema && { options: `-c search_path=${pg.escapeIdentifier(schema)}` }),
  });
  const adapter = await new PrismaPg(pool, { schema }).connect();
  return Object.assign(adapter, {
    async executeScript(script: string) {
      await pool.query(script).catch((error: unknown) => (adapter as unknown as { onError(error: unknown): never }).onError(error));
    },
    async dispose() {
      await pool.end();
      await onDisposed?.();
    },
  });
}

class MigrationPool extends pg.Pool {
  // node-postgres declares a dozen overloads; @prisma/adapter-pg uses the one that returns a promise.
  override query = (async (...parameters: [string]) => {
    const result = await super.query(...parameters);
    for (const field of result.fields ?? []) if (field.dataTypeID === OID_CHAR) field.dataTypeID = OID_BPCHAR;
    return result;
  }) as unknown as pg.Pool['query'];
}
