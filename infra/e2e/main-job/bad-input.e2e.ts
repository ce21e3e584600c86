import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  type PageOptions,
  startBrowser,
  startSupergraph,
  type Supergraph,
  type TemporaryFolder,
  temporaryFolder,
  type TestBrowser,
  waitFor,
} from '@wissil/testkit';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CreatedProject, createProject, mutate, Refused } from '../src/operations.ts';

const LONG_MS = 150_000;
const NAME = 'Polar Night';

let supergraph: Supergraph;
let browser: TestBrowser;
let session: NonNullable<PageOptions['session']>;
let project: CreatedProject;

/** Of the graph; what it throws is what it was refused with. */
const refusalOf = (field: string, input: object) =>
  mutate(supergraph, { field, input, selection: '' }).then(
    () => 'it was taken',
    (error: unknown) => (error instanceof Refused ? error.message : String(error)),
  );

async function ask<Data>(document: string, variables: Record<string, unknown> = {}): Promise<Data> {
  const { data, errors } = await supergraph.graphql<Data>(document, variables);
  if (errors) throw new Error(errors[0]?.message);
  return data;
}

beforeAll(async () => {
  [supergraph, browser] = await Promise.all([startSupergraph({ env: { WAYPOINT_READY_SECONDS: '8' } }), startBrowser()]);
  session = { url: supergraph.url, cookie: (await supergraph.session('ENGINEER')).cookie };
  project = await createProject(supergraph, NAME, { template: 'component-library', deploymentTarget: 'development' });
});
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]();
  await supergraph?.[Symbol.asyncDispose]();
});

describe('what is wrong is said, on the page and by the graph, and what was there stays', () => {
  test('[SLATE-3] a token that cannot be', async () => {
    const read = () =>
      ask<{ token: { id: string; version: number; cssValue: string } }>('{ token(path: "color.action.primary") { id version cssValue } }');
    const before = await read();
    const { id } = before.token;
    expect(await refusalOf('updateToken', { id, value: '{color.nowhere}' })).toMatch(/INVALID_INPUT.*color\.nowhere/);
    expect(await refusalOf('updateToken', { id, value: '{color.action.primary}' })).toMatch(/INVALID_INPUT.*itself/);
    expect(await refusalOf('updateToken', { id, value: '13 px' })).toMatch(/INVALID_INPUT/);
    await using open = await browser.newPage({ session });
    const { page } = open;
    await page.goto('/slate?token=color.action.primary');
    const panel = page.getByRole('complementary', { name: 'Token color.action.primary' });
    await panel.getByRole('button', { name: 'Edit token' }).click();
    await panel.getByRole('textbox', { name: 'Value' }).fill('{color.nowhere}');
    await panel.getByRole('alert').filter({ hasText: 'color.nowhere' }).waitFor();
    expect(await read()).toEqual(before);
  });

  test('[SPARK-1] a prompt that means harm makes a component of its words, and one without end none', async () => {
    expect(await refusalOf('generateComponent', { prompt: 'card '.repeat(10_000) })).toMatch(/INVALID_INPUT.*prompt/);
    await using open = await browser.newPage({ session });
    const { page } = open;
    await page.goto('/spark');
    await page
      .getByRole('textbox', { name: 'What should it be?' })
      .fill('A card “</script><img src=x onerror=alert(1)>” */ process.exit() /* `${1}`');
    await page.getByRole('button', { name: 'Make it' }).click();
    await page.locator('[data-status=SUCCEEDED]').waitFor({ timeout: LONG_MS });
    const stage = page.frameLocator('iframe').last();
    await stage.getByText('onerror=alert(1)').first().waitFor();
    expect(await page.frames().at(-1)?.locator('img[src=x]').count()).toBe(0);
  });

  test('[IGNI-2] a name that leads out of its folder, and a template that there is not', async () => {
    const inputs = { deploymentTarget: 'none' };
    expect(await refusalOf('createProject', { name: '../../etc/passwd', template: 'api-service', inputs })).toMatch(/INVALID_INPUT.*name/);
    expect(await refusalOf('createProject', { name: 'Fine', template: 'cobol-application', inputs })).toMatch(
      /NOT_FOUND.*There is: nextjs-application, component-library, api-service/,
    );
    await using open = await browser.newPage({ session });
    const { page } = open;
    await page.goto('/ignition');
    await page.getByRole('button', { name: 'Create a project from API Service' }).click();
    const name = page.getByRole('textbox', { name: 'Project name' });
    await name.fill('../../etc/passwd');
    await page.getByRole('button', { name: 'Next' }).click();
    await page.locator('[aria-invalid=true]').waitFor();
    const told = (await name.getAttribute('aria-describedby'))?.split(' ').at(-1);
    expect(await page.locator(`[id="${told}"]`).innerText()).toMatch(/\S+ \S+/);
    await page.getByText('Step 1 of 6').waitFor();
    const { projects } = await ask<{ projects: { edges: { node: { name: string } }[] } }>(
      '{ projects(first: 50) { edges { node { name } } } }',
    );
    expect(projects.edges.map(({ node }) => node.name)).toContain(NAME);
    expect(projects.edges.map(({ node }) => node.name).join()).not.toMatch(/passwd|Fine/);
  });

  test('[IGNIS-1] [INT-5] a huge file, a path that leads out, and code that does not parse', { timeout: LONG_MS }, async () => {
    const look = () =>
      ask<{ project: { devEnvironment: { id: string; status: string; problem: { message: string } | null } | null } }>(
        'query ($slug: String!) { project(slug: $slug) { devEnvironment { id status problem { message } } } }',
        { slug: project.slug },
      ).then((data) => data.project.devEnvironment ?? undefined);
    const environment = (
      await waitFor(async () => ((await look())?.status === 'READY' ? look() : undefined), { timeout: LONG_MS, what: 'the environment' })
    ).id;
    expect(await refusalOf('writeFile', { environment, path: 'src/huge.ts', content: 'x'.repeat(1_100_000) })).toMatch(
      /PAYLOAD_TOO_LARGE.*larger than 1048576 bytes/,
    );
    expect(await refusalOf('writeFile', { environment, path: '../../etc/passwd', content: 'x' })).toMatch(/INVALID_INPUT.*path/);

    await using open = await browser.newPage({ session });
    const { page } = open;
    await page.goto(`/ignis?project=${project.id}&view=environment`);
    await page.getByRole('button', { name: 'New file' }).click();
    await page.getByRole('textbox', { name: 'Path' }).fill('../../etc/passwd');
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('dialog').locator('[aria-invalid=true]').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();

    const frame = page.frameLocator('iframe[title="Preview of the project"]');
    await frame.getByRole('heading', { level: 1 }).first().waitFor({ timeout: LONG_MS });
    const path = 'site/main.tsx';
    const { devEnvironment } = await ask<{ devEnvironment: { file: { content: string } } }>(
      'query ($id: ID!, $path: String!) { devEnvironment(id: $id) { file(path: $path) { content } } }',
      { id: environment, path },
    );
    const write = (content: string) => mutate(supergraph, { field: 'writeFile', input: { environment, path, content }, selection: '' });
    await write(`${devEnvironment.file.content}\nconst broken = ;\n`);
    const fault = page.getByRole('alert').filter({ hasText: path });
    await fault.waitFor();
    expect((await look())?.problem?.message).toMatch(/\S/);
    await write(devEnvironment.file.content);
    await fault.waitFor({ state: 'hidden' });
    await frame.getByRole('heading', { level: 1 }).first().waitFor();
    open.takeConsoleErrors();
  });

  describe('pushed', () => {
    let folder: TemporaryFolder;
    let first: string;
    const git = (...args: string[]) =>
      promisify(execFile)('git', ['-c', 'user.name=Erin', '-c', 'user.email=erin@example.org', ...args], {
        cwd: folder.path,
        env: { ...process.env, GIT_TERMINAL_PROMPT: '0' },
      });
    /** The first commit with these changes. */
    const push = async (message: string, changes: Record<string, (text: string) => string>) => {
      await git('rm', '--quiet', '-r', '.');
      await git('checkout', '--quiet', first, '--', '.');
      for (const [path, change] of Object.entries(changes)) {
        const file = join(folder.path, path);
        await writeFile(file, change(await readFile(file, 'utf8').catch(() => '')));
      }
      await git('add', '--all');
      await git('commit', '--quiet', '--message', message);
      await git('push', '--quiet');
    };
    const state = async () => {
      const { project: found } = await ask<{
        project: {
          environments: { currentDeployment: { version: string; status: string } | null }[];
          pipeline: { runs: { edges: { node: { message: string; status: string; error: { message: string; remedy: string } | null } }[] } };
        };
      }>(
        `query ($slug: String!) { project(slug: $slug) { environments { currentDeployment { version status } }
           pipeline { runs(first: 10) { edges { node { message status error { message remedy } } } } } } }`,
        { slug: project.slug },
      );
      return { development: found.environments[0]?.currentDeployment, runs: found.pipeline.runs.edges.map(({ node }) => node) };
    };

    beforeAll(async () => {
      folder = await temporaryFolder();
      const address = new URL(`${supergraph.urls.ignition}/git/${project.slug}.git`);
      address.username = 'engineer';
      address.password = await supergraph.token('ENGINEER');
      await git('clone', '--quiet', address.href, '.');
      first = (await git('rev-parse', 'HEAD')).stdout.trim();
      await waitFor(async () => (await state()).development?.version === '1.0.1', { timeout: LONG_MS, what: 'the first release' });
    }, LONG_MS);
    afterAll(() => folder?.remove());

    const wrong: [what: string, changes: Record<string, (text: string) => string>, says: RegExp][] = [
      ['code that does not lint', { 'src/odd.ts': () => 'export const odd = 1 == 1;\n' }, /lint[^]*eqeqeq/i],
      ['code of the wrong types', { 'src/odd.ts': () => "export const odd: number = 'one';\n" }, /type[^]*not assignable/i],
      [
        'a test that fails',
        { 'src/odd.test.ts': () => "import { expect, it } from 'vitest';\nit('is odd', () => expect(2 % 2).toBe(1));\n" },
        /test[^]*is odd/i,
      ],
      [
        'a release that never gets healthy',
        {
          'serve.mjs': (text) =>
            text.replace(
              'if (import.meta.main) {',
              'if (import.meta.main) {\n  const createSite = () => createServer((_request, response) => response.writeHead(503).end());',
            ),
        },
        /did not become ready[^]*503/,
      ],
    ];

    test.each(wrong)('[WAY-5] [FLOW-2] %s', { timeout: LONG_MS }, async (what, changes, says) => {
      await push(`Try ${what}`, changes);
      const run = await waitFor(
        async () =>
          (await state()).runs.find(({ message, status }) => message === `Try ${what}` && ['FAILED', 'SUCCEEDED'].includes(status)),
        { timeout: LONG_MS, what: 'the run to end' },
      );
      expect(run).toMatchObject({
        status: 'FAILED',
        error: { message: expect.stringMatching(says) as string, remedy: expect.stringMatching(/\S+ \S+/) as string },
      });
      await waitFor(async () => (await state()).development?.status === 'SUCCEEDED');
      expect((await state()).development).toEqual({ version: '1.0.1', status: 'SUCCEEDED' });
      await using open = await browser.newPage({ session });
      await expectOnPage(open.page, `Try ${what}`, run.error?.message ?? '');
    });

    async function expectOnPage(page: Page, message: string, problem: string): Promise<void> {
      await page.goto('/waypoint');
      await page.getByRole('button', { name: new RegExp(NAME) }).click();
      const run = page.getByRole('listitem', { name: /^Run / }).filter({ hasText: message });
      await run.getByText('Failed', { exact: true }).first().waitFor();
      await run
        .getByText(problem.split('\n')[0] ?? '')
        .first()
        .waitFor();
    }
  });
});
