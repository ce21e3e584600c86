import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, realpath, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createPrismaAdapter } from '@wissil/platform/database';
import { createDatabase, type TemporaryFolder, temporaryFolder, type TestDatabase } from '@wissil/testkit';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { PrismaClient } from '../generated/prisma/client.ts';
import { ArtifactStore } from '../src/artifact/artifact-store.ts';
import { parseIgnisConfig } from '../src/config.ts';
import { FinishedBuilds, inputHash } from '../src/pipeline/finished-builds.ts';
import { prunings } from '../src/retention/open-retention.ts';
import { ModuleStore, modulesHash } from '../src/workspace/module-store.ts';
import { startIgnis } from './start-ignis.ts';

const DAY_MS = 86_400_000;
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS);
const signal = new AbortController().signal;

let database: TestDatabase;
let db: PrismaClient;
let folder: TemporaryFolder;
let files: string;
beforeAll(async () => {
  database = await createDatabase();
  // It makes the tables; running on, it would prune them too.
  await (await startIgnis(database.url))[Symbol.asyncDispose]();
  db = new PrismaClient({ adapter: createPrismaAdapter(database.url, 'ignis') });
});
beforeEach(async () => {
  folder = await temporaryFolder();
  files = await realpath(folder.path);
  return () => folder[Symbol.asyncDispose]();
});
afterAll(async () => {
  await db.$disconnect();
  await database[Symbol.asyncDispose]();
});

const prune = (what: string, env: Record<string, string> = {}) => {
  const config = parseIgnisConfig({ IGNIS_ARTIFACTS_KEPT: '2', IGNIS_MODULES_KEPT: '3', ...env });
  return prunings({ db, files, config })[what]?.();
};

async function age(path: string, days: number): Promise<void> {
  await utimes(path, daysAgo(days), daysAgo(days));
}

async function artifactOf(text: string, days: number): Promise<string> {
  const from = join(files, 'what-is-run');
  await writeFile(from, text);
  const root = join(files, 'artifacts');
  const entry = { path: 'app/run.mjs', type: 'file', from, size: text.length, executable: false } as const;
  const { digest } = await new ArtifactStore(root).write([entry], signal);
  await age(join(root, `${digest.slice(7)}.tar`), days);
  return digest;
}

async function builtArtifact(projectId: string, digest: string, days: number): Promise<string> {
  const at = daysAgo(days);
  const id = `bld_${randomUUID()}`;
  const artifact = await db.artifact.upsert({
    where: { digest_command_healthPath: { digest, command: ['node'], healthPath: '/' } },
    create: { id: `art_${randomUUID()}`, digest, sizeBytes: 1, command: ['node'], healthPath: '/', createdAt: at },
    update: {},
  });
  await db.build.create({
    data: {
      ...{ id, projectId, digest, kind: 'PROJECT', trigger: 'EVENT', entry: 'shop', status: 'SUCCEEDED', finishedAt: at, queuedAt: at },
      ...{ artifactId: artifact.id, inputHash: inputHash(digest), log: { create: { text: `log of ${days} days ago` } } },
    },
  });
  return id;
}

it('[FLOW-2] [IGNIS-6] keeps the artifacts of the newest builds of each project, and what is younger than a day', async () => {
  const project = `prj_${randomUUID()}`;
  const other = `prj_${randomUUID()}`;
  const oldest = await artifactOf('oldest', 9);
  const shared = await artifactOf('shared', 8);
  const newer = await artifactOf('newer', 7);
  const newest = await artifactOf('newest', 6);
  const old = await builtArtifact(project, oldest, 9);
  await builtArtifact(project, shared, 8);
  await builtArtifact(other, shared, 8);
  await builtArtifact(project, newer, 7);
  await builtArtifact(project, newest, 6);
  const orphan = await artifactOf('of a build that died', 5);
  const underWay = await artifactOf('of a build that is about to end', 0);
  await writeFile(join(files, 'artifacts/.draft'), '');
  await age(join(files, 'artifacts/.draft'), 2);

  expect(await prune('artifacts')).toBe(3);
  const there = (await readdir(join(files, 'artifacts'))).toSorted();
  expect(there).toEqual([shared, newer, newest, underWay].map((digest) => `${digest.slice(7)}.tar`).toSorted());
  expect(there).not.toContain(`${orphan.slice(7)}.tar`);
  expect(await db.build.findUniqueOrThrow({ where: { id: old } })).toMatchObject({ status: 'SUCCEEDED', artifactId: null, digest: oldest });
  expect(await prune('artifacts')).toBe(0);

  // What is gone is built again; what is there counts as used from the moment on at which somebody wants it again.
  const finished = new FinishedBuilds({ db, artifacts: new ArtifactStore(join(files, 'artifacts')) });
  expect(await finished.of(project, { tree: oldest })).toBeUndefined();
  expect(await finished.of(project, { tree: newest })).toMatchObject({ digest: newest });
  await db.artifact.deleteMany({ where: { digest: newest } });
  expect(await prune('artifacts')).toBe(0);
  await age(join(files, 'artifacts', `${newest.slice(7)}.tar`), 2);
  expect(await prune('artifacts')).toBe(1);
});

it('[IGNIS-4] lets go of logs of builds that ended long ago, and keeps the builds', async () => {
  const project = `prj_${randomUUID()}`;
  const digest = `sha256:${createHash('sha256').update(project).digest('hex')}`;
  const [old, young] = [await builtArtifact(project, digest, 100), await builtArtifact(project, digest, 80)];
  expect(await prune('logs of builds')).toBeGreaterThan(0);
  const builds = await db.build.findMany({ where: { projectId: project }, include: { log: true }, orderBy: { number: 'asc' } });
  expect(builds.map(({ id, log }) => [id, log?.text])).toEqual([
    [old, undefined],
    [young, 'log of 80 days ago'],
  ]);
});

it('[IGNIS-1] keeps the packages that were used last or are in use, and no others', async () => {
  const root = join(files, 'modules');
  const store = new ModuleStore(root);
  const manifest = (name: string) => JSON.stringify({ name, dependencies: { left: '1.0.0' } });
  /** As a project that was given packages which were there. */
  const install = async (name: string, project: string, days: number) => {
    const hash = modulesHash(manifest(name), undefined);
    await mkdir(join(root, hash, 'node_modules'), { recursive: true });
    await mkdir(project, { recursive: true });
    await writeFile(join(project, 'package.json'), manifest(name));
    expect(await store.install(project, { signal, onOutput: () => undefined })).toMatchObject({ hash, kept: true });
    await age(join(root, hash), days);
    return hash;
  };
  const environment = async (status: 'READY' | 'STOPPED') => {
    const id = `dve_${randomUUID()}`;
    await db.devEnvironment.create({
      data: { id, projectId: `prj_${id}`, slug: 'shop', kind: 'SERVICE', cloneUrl: 'x', branch: 'main', key: id, status },
    });
    return join(files, 'environments', id, 'tree');
  };
  const building = join(files, 'builds/bld_1-1/app');
  const ended = join(files, 'builds/bld_2-1/app');
  const [running, inBuild, stopped, gone, ...used] = [
    await install('running', await environment('READY'), 60),
    await install('in a build', building, 50),
    await install('stopped', await environment('STOPPED'), 40),
    await install('gone', ended, 35),
    await install('first', ended, 4),
    await install('second', ended, 3),
    await install('third', ended, 2),
    await install('fourth', ended, 1.5),
    await install('now', ended, 0),
  ];
  await rm(ended, { recursive: true });
  await mkdir(join(root, '.0123456789abcdef-draft'));
  await age(join(root, '.0123456789abcdef-draft'), 2);
  for (const month of ['2020-01', '2020-02', '2020-03']) {
    await mkdir(join(root, '.npm-cache', month), { recursive: true });
    await age(join(root, '.npm-cache', month), 100);
  }

  expect(await prune('installed packages')).toBe(6);
  const there = await readdir(root);
  expect(there.toSorted()).toEqual(['.npm-cache', '.uses', running, inBuild, ...used.slice(2)].toSorted());
  expect(there).not.toContain(stopped);
  expect(there).not.toContain(gone);
  expect(await readdir(join(root, '.npm-cache'))).toEqual(['2020-02', '2020-03']);
  // As soon as the build has ended, its packages may go; and those that are asked for again stay.
  await rm(building, { recursive: true });
  await age(join(root, used[2] as string), 31);
  await install('third', ended, 0);
  expect(await prune('installed packages')).toBe(1);
  expect(await readdir(root)).not.toContain(inBuild);
});

it('[IGNIS-3] lets go of pictures that no build has used for long, and of folders of builds that have ended', async () => {
  const pictures = join(files, 'pictures/prj_1');
  await mkdir(pictures, { recursive: true });
  for (const [name, days] of [
    ['old.png', 31],
    ['young.png', 29],
  ] as const) {
    await writeFile(join(pictures, name), name);
    await age(join(pictures, name), days);
  }
  expect(await prune('encoded pictures')).toBe(1);
  expect(await readdir(pictures)).toEqual(['young.png']);

  const ids = { running: `bld_${randomUUID()}`, ended: `bld_${randomUUID()}` };
  for (const [key, status] of [
    ['running', 'RUNNING'],
    ['ended', 'FAILED'],
  ] as const) {
    await db.build.create({
      data: { id: ids[key], kind: 'PROJECT', trigger: 'EVENT', entry: 'shop', status, leaseExpiresAt: daysAgo(-1) },
    });
    await mkdir(join(files, 'builds', `${ids[key]}-1/app`), { recursive: true });
    await age(join(files, 'builds', `${ids[key]}-1`), 2);
  }
  expect(await prune('folders of builds')).toBe(1);
  expect(await readdir(join(files, 'builds'))).toEqual([`${ids.running}-1`]);
});
