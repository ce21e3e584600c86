import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createPool, migrate } from '@wissil/platform/database';
import { SUBGRAPH_NAMES, type SubgraphName } from '@wissil/platform/subgraph';
import { createDatabase, type TestDatabase } from '@wissil/testkit';
import { expect, it } from 'vitest';
import { repositoryRoot } from '../repository.ts';
import { readSource } from '../tree/source-files.ts';

const ENGINE = join(repositoryRoot, 'infra/platform/src/database/schema-engine/main.ts');

interface Answer {
  id: number;
  result?: { stdout: string };
}

const SLOW = { timeout: 60_000 };

/** Partial indexes, functions and triggers, which Prisma's schema language does not know, are not compared. */
it.each(SUBGRAPH_NAMES)('[TOPO-4] the migrations of %s make the tables of its schema.prisma, no more and no less', SLOW, async (name) => {
  await using database = await migrated(name);
  expect(await statementsToSchema(name, database.url)).toEqual([]);
});

it('[TOPO-4] a column that schema.prisma does not have is found', SLOW, async () => {
  await using database = await migrated('slate');
  const pool = createPool(database.url, 'slate');
  await pool.query('ALTER TABLE outbox ADD COLUMN colour text NOT NULL');
  await pool.end();
  expect((await statementsToSchema('slate', database.url)).join(' ')).toContain('DROP COLUMN "colour"');
});

it.each(SUBGRAPH_NAMES)('[FLOW-3] %s has the outbox and the inbox as the platform knows them', (name) => {
  const migration = readSource('infra/platform/src/events/outbox-migration.sql');
  expect(readSource(`subgraphs/${name}/prisma/migrations/0001_init/migration.sql`)).toContain(migration.slice(migration.indexOf('CREATE')));
  expect(readSource(`subgraphs/${name}/prisma/schema.prisma`)).toContain(readSource('infra/platform/src/events/outbox-models.prisma'));
});

async function migrated(name: SubgraphName): Promise<TestDatabase> {
  const database = await createDatabase();
  await migrate(database.url, name, join(repositoryRoot, 'subgraphs', name, 'prisma', 'migrations'));
  return database;
}

/** The SQL by which Prisma would bring the database to the schema; asked of the engine itself, as Prisma's command line takes seconds to start. */
async function statementsToSchema(name: SubgraphName, databaseUrl: string): Promise<string[]> {
  const folder = join(repositoryRoot, 'subgraphs', name);
  const files = [{ path: join(folder, 'prisma', 'schema.prisma'), content: readSource(`subgraphs/${name}/prisma/schema.prisma`) }];
  const url = `${databaseUrl}?schema=${name}`;
  const request = {
    id: 1,
    jsonrpc: '2.0',
    method: 'diff',
    params: {
      from: { tag: 'schemaDatasource', files, configDir: folder },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: null,
      shadowDatabaseUrl: null,
      filters: { externalTables: [], externalEnums: [] },
    },
  };
  const engine = spawn(
    process.execPath,
    [ENGINE, '--datasource', JSON.stringify({ url }), '--datamodels', join(folder, 'prisma', 'schema.prisma')],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  engine.stdin.end(`${JSON.stringify(request)}\n`);
  const answers = (await text(engine.stdout)).trim().split('\n');
  const answer = answers.map((line) => JSON.parse(line) as Answer).find(({ id }) => id === request.id);
  if (!answer?.result) throw new Error(`the schema engine does not compare ${name}: ${answers.join(' ')}`);
  return answer.result.stdout.split('\n').filter((line) => line !== '' && !line.startsWith('--'));
}
