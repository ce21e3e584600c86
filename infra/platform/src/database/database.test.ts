import { spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createDatabase, freePort, startFaultProxy, temporaryFolder } from '@wissil/testkit';
import { expect, test } from 'vitest';
import { remote } from '../config/index.ts';
import { generateClients } from './generate-clients.ts';
import { createPool, createPrismaAdapter, migrate, resolveDatabase, statementCounter } from './index.ts';

const ROOT = join(import.meta.dirname, '../../../..');

const SCHEMA = `
generator client {
  provider            = "prisma-client"
  output              = "../generated/prisma"
  runtime             = "nodejs"
  moduleFormat        = "esm"
  importFileExtension = "ts"
}
generator pothos {
  provider     = "prisma-pothos-types"
  clientOutput = "./prisma/client.ts"
  output       = "../generated/pothos.ts"
}
datasource db {
  provider = "postgresql"
}
model Palette {
  id     String  @id
  tokens Token[]
}
model Token {
  id        String  @id
  palette   Palette @relation(fields: [paletteId], references: [id])
  paletteId String
}
`;

async function writeMigrations(folder: string, migrations: Record<string, string>): Promise<string> {
  for (const [name, sql] of Object.entries(migrations)) {
    await mkdir(join(folder, name), { recursive: true });
    await writeFile(join(folder, name, 'migration.sql'), sql);
  }
  return folder;
}

const FIRST = { '1_first': 'CREATE TABLE token (id text PRIMARY KEY); INSERT INTO token VALUES ($$tok_a;b$$);' };

test('[TOPO-4] migrations are applied once, in order, however many processes start together', async () => {
  await using database = await createDatabase();
  await using folder = await temporaryFolder();
  await writeMigrations(folder.path, { ...FIRST, '2_second': 'ALTER TABLE token ADD COLUMN name text' });
  const runs = await Promise.all(Array.from({ length: 5 }, () => migrate(database.url, 'slate', folder.path)));
  expect(runs.filter((applied) => applied.length > 0)).toEqual([['1_first', '2_second']]);
  const pool = createPool(database.url, 'slate');
  expect((await pool.query('SELECT * FROM token')).rows).toEqual([{ id: 'tok_a;b', name: null }]);
  await pool.end();
});

test('[TOPO-4] a migration that fails changes nothing and says which one it is', async () => {
  await using database = await createDatabase();
  await using folder = await temporaryFolder();
  await writeMigrations(folder.path, { ...FIRST, '2_bad': 'CREATE TABLE other (id int); SELECT * FROM nowhere;' });
  await expect(migrate(database.url, 'slate', folder.path)).rejects.toThrow(
    'The migration slate/2_bad failed and changed nothing: relation "nowhere" does not exist',
  );
  await writeMigrations(folder.path, { '2_bad': 'CREATE TABLE other (id int)' });
  expect(await migrate(database.url, 'slate', folder.path)).toEqual(['2_bad']);
});

test('[TOPO-4] an edited or a missing migration is refused', async () => {
  await using database = await createDatabase();
  await using folder = await temporaryFolder();
  await using empty = await temporaryFolder();
  await writeMigrations(folder.path, FIRST);
  await migrate(database.url, 'slate', folder.path);
  await writeMigrations(folder.path, { '1_first': 'CREATE TABLE token (id int)' });
  await expect(migrate(database.url, 'slate', folder.path)).rejects.toThrow('slate/1_first was edited after it was applied');
  await expect(migrate(database.url, 'slate', empty.path)).rejects.toThrow('schema slate is newer than this WISSIL (it has 1_first)');
});

test('[TOPO-4] an unreachable DATABASE_URL is one sentence that names server and setting, not the password', async () => {
  const config = (url: string) => ({ database: remote('postgres', url), dataFolder: '/nowhere' });
  const port = await freePort();
  await expect(resolveDatabase(config(`postgresql://wissil:hunter2@127.0.0.1:${port}/x`))).rejects.toMatchObject({
    code: 'DATABASE_UNREACHABLE',
    message: `PostgreSQL at 127.0.0.1:${port} cannot be reached (ECONNREFUSED): start it, or correct DATABASE_URL.`,
  });
  await using database = await createDatabase();
  const url = new URL(database.url);
  url.pathname = '/absent';
  await expect(resolveDatabase(config(url.href))).rejects.toThrow(`has no database absent: create it, or correct DATABASE_URL.`);
  url.password = 'hunter2';
  const refused = await resolveDatabase(config(url.href)).catch((error: Error) => error);
  expect(refused).toMatchObject({ message: `PostgreSQL at ${url.host} refuses the user wissil or its password: correct DATABASE_URL.` });
  expect(String(refused)).not.toContain('hunter2');
  await using resolved = await resolveDatabase(config(database.url));
  expect(resolved).toMatchObject({ kind: 'postgres', url: database.url });
});

test('[TOPO-4] a server that accepts connections and never answers is reported within seconds', async () => {
  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  await using proxy = await startFaultProxy({ target: `tcp://127.0.0.1:${(silent.address() as { port: number }).port}` });
  await proxy.set({ kind: 'blackhole' });
  const before = performance.now();
  const resolving = resolveDatabase({ database: remote('postgres', `postgresql://a@127.0.0.1:${proxy.port}/x`), dataFolder: '/nowhere' });
  await expect(resolving).rejects.toThrow(/cannot be reached \(timeout expired\)/);
  expect(performance.now() - before).toBeLessThan(6_500);
  silent.close();
});

test('[SHAPE-3] Prisma generates, migrates, reports and queries with nothing downloaded', { timeout: 90_000 }, async () => {
  await using database = await createDatabase();
  await using folder = await temporaryFolder();
  const subgraph = join(folder.path, 'subgraphs', 'slate');
  await mkdir(join(subgraph, 'prisma', 'migrations'), { recursive: true });
  await writeFile(join(subgraph, 'prisma', 'schema.prisma'), SCHEMA);
  await symlink(join(ROOT, 'node_modules'), join(folder.path, 'node_modules'));
  const helper = pathToFileURL(join(import.meta.dirname, 'prisma-config.ts')).href;
  await writeFile(
    join(subgraph, 'prisma.config.ts'),
    `import { prismaConfig } from ${JSON.stringify(helper.replace('file://', ''))};\nexport default prismaConfig(import.meta.dirname);\n`,
  );

  const options = { root: folder.path, names: ['slate'] };
  expect(await generateClients(options)).toEqual(['slate']);
  expect(await generateClients(options)).toEqual([]);
  expect(await readFile(join(subgraph, 'generated', 'pothos.ts'), 'utf8')).toContain('RelationName: "palette"');

  const prisma = (...parameters: string[]) => {
    const { PATH, HOME } = process.env;
    const run = spawnSync(process.execPath, [join(ROOT, 'node_modules/prisma/build/index.js'), ...parameters], {
      cwd: subgraph,
      env: { PATH, HOME, DATABASE_URL: database.url },
      encoding: 'utf8',
    });
    return { status: run.status, output: run.stdout + run.stderr };
  };
  expect(prisma('migrate', 'dev', '--name', 'first')).toMatchObject({ status: 0 });
  const [migration] = (await readdir(join(subgraph, 'prisma', 'migrations'))).filter((name) => name.endsWith('_first'));
  expect(await readFile(join(subgraph, 'prisma', 'migrations', String(migration), 'migration.sql'), 'utf8')).toContain(
    'CREATE TABLE "Palette"',
  );
  expect(prisma('migrate', 'status').output).toContain('Database schema is up to date');
  expect(await migrate(database.url, 'slate', join(subgraph, 'prisma', 'migrations'))).toEqual([]);
  const diff = prisma('migrate', 'diff', '--from-empty', '--to-schema', 'prisma/schema.prisma', '--script');
  expect(diff.output).toContain('CREATE TABLE "Token"');

  const { PrismaClient } = (await import(/* @vite-ignore */ join(subgraph, 'generated/prisma/client.ts'))) as {
    PrismaClient: new (options: object) => {
      palette: { create(input: object): Promise<object>; findMany(input: object): Promise<object[]> };
      $queryRawUnsafe(sql: string): Promise<object[]>;
      $disconnect(): Promise<void>;
    };
  };
  const client = new PrismaClient({ adapter: createPrismaAdapter(database.url, 'slate', { max: 2 }) });
  await client.palette.create({ data: { id: 'p1', tokens: { create: [{ id: 't1' }, { id: 't2' }] } } });
  expect(await client.$queryRawUnsafe('SELECT id FROM "Token" ORDER BY id')).toEqual([{ id: 't1' }, { id: 't2' }]);

  // Ten operations at once over two connections: each is charged for its own statements alone.
  const counts = await Promise.all(
    Array.from({ length: 10 }, () => statementCounter.count(() => client.palette.findMany({ include: { tokens: true } }))),
  );
  expect(counts.map(({ statements }) => statements.length)).toEqual(counts.map(() => 2));
  await client.$disconnect();
});

test('a statement that runs too long is ended by the server', async () => {
  await using database = await createDatabase();
  const pool = createPool(database.url, 'public', { statementTimeoutSeconds: 1 });
  await expect(pool.query('SELECT pg_sleep(30)')).rejects.toMatchObject({ code: '57014' });
  await pool.end();
});
