import { type PageOptions, startBrowser, startSupergraph, type Supergraph, type TestBrowser, waitFor } from '@wissil/testkit';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createProject, updateToken } from '../src/operations.ts';

/** The project's packages come from the registry. */
const READY_MS = 150_000;

interface Environment {
  id: string;
  status: string;
  message: string | null;
  url: string;
  dirty: boolean;
  files: { path: string }[];
}

let supergraph: Supergraph;
let browser: TestBrowser;
let session: NonNullable<PageOptions['session']>;
let project: { id: string; slug: string };
let environment: Environment;

async function ask<Data>(document: string, variables: Record<string, unknown> = {}): Promise<Data> {
  const { data, errors } = await supergraph.graphql<Data>(document, variables);
  if (errors) throw new Error(errors[0]?.message);
  return data as Data;
}

/** Who the registry is, on machines that have it from a file. */
function trusted(): Record<string, string> {
  const authorities = process.env['NODE_EXTRA_CA_CERTS'];
  return authorities === undefined ? {} : { NODE_EXTRA_CA_CERTS: authorities };
}

const look = () =>
  ask<{ project: { devEnvironment: Environment | null } }>(
    'query ($slug: String!) { project(slug: $slug) { devEnvironment { id status message url dirty files { path } } } }',
    { slug: project.slug },
  ).then((data) => data.project.devEnvironment);

beforeAll(async () => {
  [supergraph, browser] = await Promise.all([startSupergraph({ env: trusted() }), startBrowser()]);
  session = { url: supergraph.url, cookie: (await supergraph.session('ENGINEER')).cookie };
  project = await createProject(supergraph, 'Northern Lights', { template: 'component-library' });
  environment = await waitFor(
    async () => {
      const found = await look();
      return found?.status === 'READY' || found?.status === 'FAILED' ? found : undefined;
    },
    { timeout: READY_MS, what: 'the environment to be ready' },
  );
}, READY_MS + 90_000);

afterAll(async () => {
  await browser?.[Symbol.asyncDispose]();
  await supergraph?.[Symbol.asyncDispose]();
});

const openWorkspace = async (page: Page, query = ''): Promise<void> => {
  await page.goto(`${supergraph.url}/ignis?project=${project.id}&view=environment${query}`);
  await page.getByRole('navigation', { name: 'Files' }).waitFor();
};

test('[IGNI-5] [IGNI-6] [IGNIS-1] a new project of IGNITION is open for editing: its dev server answers', () => {
  expect(environment).toMatchObject({ status: 'READY', message: null });
  expect(environment.files.map(({ path }) => path)).toContain('wissil.json');
});

test('[IGNIS-1] [IGNIS-2] [INT-5] a file is edited and saved in the browser; its page follows, and the change is committed and pushed', async () => {
  await using open = await browser.newPage({ session });
  const { page } = open;
  await openWorkspace(page);
  await page.getByText('Ready', { exact: true }).waitFor();
  const frame = page.frameLocator('iframe[title="Preview of the project"]');
  await frame.locator('body').waitFor();
  await page.getByRole('button', { name: 'New file' }).click();
  await page.getByRole('textbox', { name: 'Path' }).fill('notes/aurora.md');
  await page.getByRole('button', { name: 'Create' }).click();
  const code = page.getByRole('textbox', { name: 'Code of notes/aurora.md' });
  await code.waitFor({ state: 'attached' });
  await code.focus();
  await page.keyboard.type('Seen from here.');
  await page.getByText('not saved').waitFor();
  await page.keyboard.press('Control+s');
  await page.getByText('not saved').waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: /^Commit/ }).click();
  await page.getByRole('textbox', { name: 'Message' }).fill('Write down what is seen');
  await page.getByRole('button', { name: 'Commit and push' }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  expect(await look()).toMatchObject({ dirty: false });

  // What shows at once is the page of the project: its entry is edited behind the preview's back.
  await page.getByRole('button', { name: 'index.html' }).click();
  await page.getByRole('textbox', { name: 'Code of index.html' }).waitFor({ state: 'attached' });
  const text = await ask<{ devEnvironment: { file: { content: string; hash: string } } }>(
    'query ($id: ID!) { devEnvironment(id: $id) { file(path: "index.html") { content hash } } }',
    { id: environment.id },
  );
  const { content, hash } = text.devEnvironment.file;
  await ask('mutation ($input: WriteFileInput!) { writeFile(input: $input) { ... on Error { code message } } }', {
    input: {
      environment: environment.id,
      path: 'index.html',
      content: content.replace('</body>', '<p>Polar night</p></body>'),
      expectedHash: hash,
    },
  });
  await frame.getByText('Polar night').waitFor();
  open.takeConsoleErrors();
});

test('[SLATE-4] a saved token is on the open page without a reload', async () => {
  await using open = await browser.newPage({ session });
  const { page } = open;
  await page.goto(environment.url);
  await page.evaluate('window.mark = 1');
  const colour = () =>
    page.evaluate('getComputedStyle(document.documentElement).getPropertyValue("--color-spark-500").trim()') as Promise<string>;
  const before = await waitFor(colour, { what: 'the token on the page' });
  const { tokens } = await ask<{ tokens: { edges: { node: { id: string; description: string | null } }[] } }>(
    '{ tokens(first: 1, filter: { search: "color.spark.500" }) { edges { node { id description } } } }',
  );
  const token = tokens.edges[0]?.node;
  await updateToken(supergraph, {
    id: token?.id ?? '',
    value: { colorSpace: 'srgb', components: [0.1, 0.2, 0.3] },
    description: token?.description ?? '',
  });
  await waitFor(async () => (await colour()) !== before, { timeout: 15_000, what: 'the new value on the page' });
  expect(await page.evaluate('window.mark')).toBe(1);
  open.takeConsoleErrors();
});

const looks = [360, 1280].flatMap((width) => (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })));

test.for(looks)(
  '[INT-5] the workspace at $width px, $colorScheme: axe finds nothing, and nothing scrolls sideways',
  async ({ width, colorScheme }) => {
    await using open = await browser.newPage({ width, colorScheme, session });
    const { page } = open;
    await openWorkspace(page);
    await page.getByRole('button', { name: 'package.json' }).click();
    await page.getByRole('textbox', { name: 'Code of package.json' }).waitFor({ state: 'attached' });
    await page.locator('.view-line').first().waitFor();
    expect(await open.accessibilityFaults()).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBeLessThanOrEqual(0);
    if (width < 900) {
      await page.getByRole('radio', { name: 'Preview' }).check();
      await page.locator('iframe').waitFor();
    }
    await page.screenshot({ path: `${process.env['SCREENSHOTS'] ?? supergraph.dataFolder}/workspace-${width}-${colorScheme}.png` });
    open.takeConsoleErrors();
  },
);
