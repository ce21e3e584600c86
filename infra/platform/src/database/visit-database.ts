import { resolve } from 'node:path';
import { DatabaseError } from './database-error.ts';
import { clusterPaths, DATABASE_USER, existingPassword } from './embedded/cluster.ts';
import { runningPostmaster } from './embedded/postmaster.ts';
import { type Database, type DatabaseConfig, resolveDatabase } from './resolve-database.ts';

/**
 * The database of an installation that is there already, for a program beside it. An embedded server that runs is used as it is; one that
 * does not is started, and stopped again in the end. Nothing is made.
 * @throws {DatabaseError} one sentence; also where the data folder has no database
 */
export async function visitDatabase(config: DatabaseConfig): Promise<Database> {
  if (config.database.kind === 'postgres') return resolveDatabase(config);
  const paths = clusterPaths(resolve(config.dataFolder));
  const password = await existingPassword(paths);
  if (password === undefined) {
    throw new DatabaseError(
      'DATABASE_UNREACHABLE',
      `There is no database in the data folder ${config.dataFolder}: set WISSIL_DATA to the folder that WISSIL runs with, or DATABASE_URL to its server.`,
    );
  }
  const running = await runningPostmaster(paths.cluster);
  if (!running?.ready) return resolveDatabase(config);
  const stop = async () => {};
  const url = `postgresql://${DATABASE_USER}:${password}@127.0.0.1:${running.port}/postgres`;
  return { kind: 'embedded', url, stop, [Symbol.asyncDispose]: stop };
}
