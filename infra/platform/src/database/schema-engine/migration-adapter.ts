import { randomUUID } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum, type SqlDriverAdapter, type SqlQuery } from '@prisma/driver-adapter-utils';
import pg from 'pg';
import { administer, connectionTarget } from './connection-target.ts';

/**
 * PostgreSQL's internal type "char", for which @prisma/adapter-pg has no case. It passes as the array type that the adapter calls
 * CharacterArray, which no catalogue query of the engine returns, and is called Character on the way out: the engine takes no text for it.
 */
const OID_CHAR = 18;
const OID_CHAR_ARRAY = 1002;

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
  const queryRaw = adapter.queryRaw.bind(adapter);
  return Object.assign(adapter, {
    async queryRaw(query: SqlQuery) {
      const result = await queryRaw(query);
      const columnTypes = result.columnTypes.map((type) => (type === ColumnTypeEnum.CharacterArray ? ColumnTypeEnum.Character : type));
      return { ...result, columnTypes };
    },
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
    for (const field of result.fields ?? []) if (field.dataTypeID === OID_CHAR) field.dataTypeID = OID_CHAR_ARRAY;
    return result;
  }) as unknown as pg.Pool['query'];
}
