import { createPrismaAdapter } from '@wissil/platform/database';
import { createEventBus } from '@wissil/platform/events';
import { createLogger } from '@wissil/platform/logging';
import {
  createDatabase,
  freePorts,
  isRunning,
  type Program,
  processTree,
  startProgram,
  temporaryFolder,
  waitFor,
  startGitServer,
} from '@wissil/testkit';
import { expect, it } from 'vitest';
import { PrismaClient } from '../generated/prisma/client.ts';
import { createdEvent, linkModules, viteProject } from './environment-scene.ts';
import { requestSite } from './site-request.ts';

it('[IGNIS-1] after kill -9 no sandbox is left, and what was open is open again', async () => {
  await using database = await createDatabase();
  await using git = await startGitServer();
  await using opened = new AsyncDisposableStack();
  const data = opened.adopt(await temporaryFolder(), (folder) => folder.remove());
  await linkModules(data.path);
  const [port, previewPort] = await freePorts(2);
  const logger = createLogger({ level: 'silent', name: 'recovery-test' });
  const start = (): Program =>
    startProgram({
      script: 'subgraphs/ignis/src/main.ts',
      env: {
        DATABASE_URL: database.url,
        WISSIL_DATA: data.path,
        IGNIS_PORT: String(port),
        IGNIS_PREVIEW_PORT: String(previewPort),
        SUBGRAPH_IGNITION_URL: git.url,
      },
    });
  const first = opened.adopt(start(), (program) => program.kill());
  await first.says(/"msg":"ready"/);
  const db = opened.adopt(new PrismaClient({ adapter: createPrismaAdapter(database.url, 'ignis') }), (client) => client.$disconnect());
  const bus = opened.adopt(createEventBus({ kind: 'embedded', databaseUrl: database.url }, { logger }), (own) => own.close());

  await bus.publish([
    createdEvent({ projectId: 'prj_kept', slug: 'kept', kind: 'LIBRARY', cloneUrl: await git.create('kept', viteProject('kept')) }),
  ]);
  const row = () => db.devEnvironment.findUnique({ where: { projectId: 'prj_kept' } });
  const ready = await waitFor(async () => ((await row())?.status === 'READY' ? row() : undefined), {
    timeout: 30_000,
    what: 'the environment',
  });
  const url = `http://${ready.key}.localhost:${previewPort}/`;
  expect((await requestSite(url)).status).toBe(200);

  const sandboxes = processTree(first.pid).slice(1);
  expect(sandboxes.length).toBeGreaterThan(0);
  // The process alone: what it has started has to end by itself.
  first.send('SIGKILL');
  await first.ended;
  await waitFor(() => sandboxes.every((pid) => !isRunning(pid)), { what: 'the sandboxes to end with it' });

  const second = opened.adopt(start(), (program) => program.kill());
  await second.says(/"msg":"ready"/);
  await waitFor(async () => (await requestSite(url)).status === 200, { timeout: 30_000, what: 'the page to answer again' });
  expect(await row()).toMatchObject({ id: ready.id, status: 'READY', round: ready.round + 1 });

  await second.stop('SIGTERM');
  const left = await db.devEnvironment.findMany({ where: { status: 'PREPARING' } });
  expect(left).toEqual([]);
}, 90_000);
