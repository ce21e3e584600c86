import { waitFor } from '@wissil/testkit';
import { describe, expect, it } from 'vitest';
import { readTemplates } from '../../../subgraphs/ignition/prisma/seed.ts';
import { newProject } from './new-project.ts';
import { getFromSocket } from './socket-request.ts';

const PROJECT_MS = 300_000;
const START_MS = 20_000;

const templates = await readTemplates();

describe('[IGNI-3] a new project, in an empty folder and then in a sandbox without network', () => {
  it.each(templates.map(({ slug }) => slug))(
    '%s installs, lints, type checks, passes its tests, builds, and runs from what wissil.json names alone',
    async (slug) => {
      const took: string[] = [];
      const timed = async (what: string, work: () => Promise<unknown>) => {
        const begin = performance.now();
        await work();
        took.push(`${what} ${((performance.now() - begin) / 1000).toFixed(1)} s`);
      };
      await using project = await newProject(slug, {});
      await timed('install', () => project.install());
      for (const phase of ['lint', 'types', 'test', 'build'] as const) await timed(phase, () => project.run(phase));
      const { socketPath, stop, kill, output } = await project.start();
      try {
        const get = (path: string) => getFromSocket(socketPath, path);
        const { healthPath } = project.manifest;
        await timed('start', async () => {
          const health = await waitFor(() => get(healthPath), { timeout: START_MS, what: `${slug} to answer ${healthPath}` }).catch(
            (error: unknown) => {
              throw new Error(`it did not start:\n${output()}`, { cause: error });
            },
          );
          expect(health).toMatchObject({ status: 200, type: expect.stringContaining('application/json') as string });
          expect(JSON.parse(health.body)).toMatchObject({ status: 'ok' });
        });
        const page = await get('/');
        expect(page).toMatchObject({ status: 200, type: expect.stringContaining('text/html') as string });
        expect((await get('/nowhere')).status).toBe(404);
        const sheets = await Promise.all([...page.body.matchAll(/href="(\/[^"]+\.css[^"]*)"/g)].map(([, path]) => get(path ?? '')));
        expect(sheets.map(({ status }) => status)).not.toContain(404);
        expect(sheets.map(({ body }) => body).join('')).toMatch(/--color-action-primary:\s*(oklch|lab|#)/);
        expect(await stop()).toMatchObject({ code: 0, signal: null });
      } finally {
        await kill();
      }
      console.log(`${slug}: ${took.join(', ')}`);
    },
    PROJECT_MS,
  );
});
