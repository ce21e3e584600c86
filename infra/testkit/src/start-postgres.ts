import { startEmbeddedPostgres, type EmbeddedPostgres, type PostgresBinaries } from '@wissil/platform/database';
import { guard } from './cleanup-guard.ts';
import { freePort } from './free-port.ts';
import { temporaryFolder } from './temporary-folder.ts';
import type { TestServer } from './test-server.ts';

export interface PostgresOptions {
  /** `embedded`: PostgreSQL 18 from npm, the default. `debian`: PostgreSQL 15 of Debian. */
  engine?: 'embedded' | 'debian';
}

const DEBIAN: PostgresBinaries = {
  initdb: '/usr/lib/postgresql/15/bin/initdb',
  postgres: '/usr/lib/postgresql/15/bin/postgres',
  major: 15,
};

/** A killed process keeps its data without them; a power cut is not what tests try. */
const SETTINGS = { fsync: 'off', full_page_writes: 'off' };

/** A PostgreSQL of its own, for tests that stop or kill it; others use `createDatabase`. */
export async function startPostgres({ engine = 'embedded' }: PostgresOptions = {}): Promise<TestServer> {
  const folder = await temporaryFolder();
  const binaries = engine === 'debian' ? DEBIAN : undefined;
  const port = await freePort();
  let unguard = () => {};
  const start = async () => {
    const started = await startEmbeddedPostgres({ dataFolder: folder.path, port, binaries, settings: SETTINGS });
    unguard = guard('process', started.pid);
    return started;
  };
  let server: EmbeddedPostgres = await start();
  const stop = async () => {
    await server.stop();
    unguard();
  };
  return {
    url: server.url,
    port,
    get pid() {
      return server.pid;
    },
    async kill() {
      process.kill(server.pid, 'SIGKILL');
      await stop();
    },
    async restart() {
      await stop();
      server = await start();
    },
    async [Symbol.asyncDispose]() {
      await stop();
      await folder.remove();
    },
  };
}
