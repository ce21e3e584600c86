import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  type PageOptions,
  startBrowser,
  startSupergraph,
  type Supergraph,
  temporaryFolder,
  type TestBrowser,
  type TestPage,
} from '@wissil/testkit';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** What takes its time on a busy machine: packages from their registry, a pipeline from checkout to health. */
const LONG_MS = 150_000;
const NAME = 'Northern Lights';
const SLUG = 'northern-lights';
/** Of what was edited and pushed; the first commit is the one before. */
const VERSION = '1.0.2';

/** Pictures of each page, to be looked at. */
const PICTURES = fileURLToPath(new URL('dist/', import.meta.url));

const run = promisify(execFile);

let supergraph: Supergraph;
let browser: TestBrowser;
/** Who does the work, and who approves it: nobody approves their own production deploy. */
let maker: NonNullable<PageOptions['session']>;
let approver: NonNullable<PageOptions['session']>;

beforeAll(async () => {
  [supergraph, browser] = await Promise.all([startSupergraph(), startBrowser()]);
  maker = { url: supergraph.url, cookie: (await supergraph.session('ADMIN')).cookie };
  approver = { url: supergraph.url, cookie: (await supergraph.session('ADMIN')).cookie };
});

afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  await supergraph[Symbol.asyncDispose]();
});

test(
  '[SLATE-3] [SPARK-6] [IGNI-4] [IGNI-5] [IGNI-6] [IGNIS-1] [IGNIS-2] [WAY-1] [WAY-3] [WAY-4] [WAY-5] [WAY-6] [FLOW-2] from a token to a running deployment, and back from one that does not run',
  { timeout: 8 * 60_000 },
  async () => {
    await using open = await browser.newPage({ session: maker });
    const { page } = open;

    await step(page, 'a token is changed', () => changeToken(page));
    await step(page, 'a component is made, checked and saved', () => makeComponent(page));
    await step(page, 'a project is created', () => createProject(page));
    await step(page, 'it is edited, and its preview follows', () => editProject(open));
    const commit = await step(page, 'what was edited is pushed, and runs in development', () => deployed(page, VERSION));
    expect(commit).toMatch(/Greet/);
    expect(await served('development')).toContain('Seen from here');
    expect(await open.accessibilityFaults()).toEqual([]);

    await using other = await browser.newPage({ session: approver });
    await step(page, 'it goes to staging, approved', () => promote(page, other.page, 'Staging'));
    await step(page, 'it goes to production, approved by somebody else', () => promote(page, other.page, 'Production'));
    expect(await served('production')).toContain('Seen from here');

    await step(page, 'a release that does not run goes back by itself', () => pushBadRelease(page));
    expect(await served('development')).toContain('Seen from here');
    // While packages are installed, the page of the project says so with 503.
    expect(open.takeConsoleErrors().filter((line) => !line.includes('status of 503'))).toEqual([]);
  },
);

/** Does it, tells how long it took, and keeps what the page looks like then in dist/. */
async function step<Result>(page: Page, name: string, work: () => Promise<Result>): Promise<Result> {
  const begun = performance.now();
  try {
    return await work();
  } finally {
    process.stdout.write(`${name}: ${((performance.now() - begun) / 1000).toFixed(1)} s\n`);
    await page.screenshot({ path: join(PICTURES, `${name.replace(/\W+/g, '-')}.png`), fullPage: true }).catch(() => undefined);
  }
}

async function changeToken(page: Page): Promise<void> {
  await page.goto(`${supergraph.url}/slate?token=color.action.primary`);
  const panel = page.getByRole('complementary', { name: 'Token color.action.primary' });
  await panel.getByRole('button', { name: 'Edit token' }).click();
  await panel.getByRole('textbox', { name: 'Value' }).fill('{color.landing.700}');
  await panel.getByRole('region', { name: 'What saving changes' }).waitFor();
  await panel.getByRole('button', { name: 'Save token' }).click();
  await panel.getByText('version 2').waitFor();
}

async function makeComponent(page: Page): Promise<void> {
  await page.goto(`${supergraph.url}/spark`);
  await page.getByRole('textbox', { name: 'What should it be?' }).fill('Create a responsive card component');
  await page.getByRole('button', { name: 'Make it' }).click();
  await page.locator('[data-status=SUCCEEDED]').waitFor({ timeout: LONG_MS });
  const form = page.getByRole('form', { name: 'Save the component' });
  await form.getByRole('button', { name: 'Save as version 1' }).click();
  await page.waitForURL(/component=responsive-card/);
  await page.goto(`${supergraph.url}/waypoint`);
  await page.getByRole('rowheader', { name: 'ResponsiveCard' }).waitFor();
}

async function createProject(page: Page): Promise<void> {
  await page.goto(`${supergraph.url}/ignition`);
  await page.getByRole('button', { name: 'Create a project from Component Library' }).click();
  await page.getByRole('textbox', { name: 'Project name' }).fill(NAME);
  for (const step of [1, 2, 3, 4, 5]) {
    await page.getByText(`Step ${step} of 6`).waitFor();
    if (step === 5) await page.getByRole('radio', { name: 'Development' }).check();
    await page.getByRole('button', { name: 'Next' }).click();
  }
  await page.getByText('Step 6 of 6').waitFor();
  await page.getByText('wissil.json').first().waitFor();
  await page.getByRole('button', { name: 'Create project' }).click();
  await page.getByRole('link', { name: 'Open in IGNIS' }).click({ timeout: LONG_MS });
}

async function editProject(open: TestPage): Promise<void> {
  const { page } = open;
  await page.getByText('Ready', { exact: true }).waitFor({ timeout: LONG_MS });
  const frame = page.frameLocator('iframe[title="Preview of the project"]');
  await frame.getByRole('heading', { level: 1, name: NAME }).waitFor();
  await page.getByRole('button', { name: 'index.html' }).click();
  const code = page.getByRole('textbox', { name: 'Code of index.html' });
  await code.focus();
  await page.keyboard.press('Control+End');
  await page.keyboard.press('Enter');
  await page.keyboard.type('<p>Seen from here');
  await page.keyboard.press('Control+s');
  await frame.getByText('Seen from here').waitFor();
  await page.getByRole('button', { name: /^Commit/ }).click();
  await page.getByRole('textbox', { name: 'Message' }).fill('Greet who looks');
  await page.getByRole('button', { name: 'Commit and push' }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
}

/** On the project's page in WAYPOINT, whichever version runs in development. Returns what its newest run says. */
async function deployed(page: Page, version: string): Promise<string> {
  await page.goto(`${supergraph.url}/waypoint`);
  await page.getByRole('button', { name: new RegExp(NAME) }).click();
  const development = page.getByRole('region', { name: NAME }).getByRole('listitem', { name: 'Development' });
  await development.getByText(version, { exact: true }).waitFor({ timeout: LONG_MS });
  const newest = page.getByRole('listitem', { name: /^Run / }).first();
  await newest.getByText('Succeeded').waitFor({ timeout: LONG_MS });
  return newest.innerText();
}

async function promote(page: Page, other: Page, environment: 'Staging' | 'Production'): Promise<void> {
  const station = page.getByRole('region', { name: NAME }).getByRole('listitem', { name: environment });
  await station.getByRole('button', { name: `Deploy to ${environment}` }).click();
  const dialog = page.getByRole('dialog', { name: `Deploy ${NAME} to ${environment}` });
  await dialog.getByRole('button', { name: `Deploy to ${environment}` }).click();
  await dialog.waitFor({ state: 'hidden' });
  if (environment === 'Production') await page.getByText('Ask another administrator.').waitFor();
  await other.goto(`${supergraph.url}/waypoint`);
  await other.getByRole('button', { name: `Approve ${NAME} ${VERSION} to ${environment}` }).click();
  await station.getByText('Succeeded').waitFor({ timeout: LONG_MS });
  await station.getByText(VERSION, { exact: true }).waitFor();
}

/** By plain Git: it is well tested and built, and cannot start. */
async function pushBadRelease(page: Page): Promise<void> {
  await using folder = await temporaryFolder();
  const token = await supergraph.token('ENGINEER');
  const address = new URL(`${supergraph.urls.ignition}/git/${SLUG}.git`);
  address.username = 'engineer';
  address.password = token;
  const git = (...args: string[]) =>
    run('git', ['-c', 'user.name=Erin', '-c', 'user.email=erin@example.org', ...args], {
      cwd: folder.path,
      env: { ...process.env, GIT_TERMINAL_PROMPT: '0' },
    });
  await git('clone', '--quiet', address.href, '.');
  const server = join(folder.path, 'serve.mjs');
  await writeFile(server, `${await readFile(server, 'utf8')}\nif (import.meta.main) throw new Error('It cannot start.');\n`);
  await git('commit', '--quiet', '--all', '--message', 'Break the start');
  await git('push', '--quiet');
  const newest = page.getByRole('listitem', { name: /^Run / }).first();
  await newest.getByText('Break the start').waitFor({ timeout: LONG_MS });
  await newest.getByText('Failed', { exact: true }).waitFor({ timeout: LONG_MS });
  const development = page.getByRole('region', { name: NAME }).getByRole('listitem', { name: 'Development' });
  await development.getByText('Rolled back').waitFor();
  await development.getByText(VERSION, { exact: true }).waitFor();
}

/** What people see there; names below localhost are the browsers' to find. */
function served(environment: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  request(
    { host: '127.0.0.1', port: supergraph.env['WAYPOINT_RELEASES_PORT'], path: '/', headers: { host: `${SLUG}-${environment}.localhost` } },
    (response) => resolve(text(response)),
  )
    .on('error', reject)
    .end();
  return promise;
}
