import pg from 'pg';
import { administer, connectionTarget } from './connection-target.ts';

const INVALID_CATALOG_NAME = '3D000';

/** `cli can-connect-to-database | create-database | drop-database`; returns the exit code. A failure is one JSON line on standard error. */
export async function runDatabaseCommand(command: string | undefined, prismaUrl: string): Promise<number> {
  try {
    const target = connectionTarget(prismaUrl);
    const database = pg.escapeIdentifier(target.database);
    switch (command) {
      case 'can-connect-to-database': {
        const client = new pg.Client(target);
        await client.connect();
        await client.end();
        break;
      }
      case 'create-database':
        await administer(prismaUrl, `CREATE DATABASE ${database}`);
        break;
      case 'drop-database':
        await administer(prismaUrl, `DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
        break;
      default:
        throw new Error(`The schema engine has no command ${command}.`);
    }
    return 0;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const fields = { is_panic: false, error_code: code === INVALID_CATALOG_NAME ? 'P1003' : 'P1001', message };
    process.stderr.write(
      `\n${JSON.stringify({ level: 'ERROR', target: 'schema_engine::logger', timestamp: new Date().toISOString(), fields })}`,
    );
    return 1;
  }
}
