import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Supergraph, temporaryFolder, type TestPage } from '@wissil/testkit';
import type { Page } from 'playwright-core';

/** What takes its time on a busy machine: packages from their registry, a pipeline from checkout to health. */
const LONG_MS = 150_000;
const NAME = 'Northern Lights';
const SLUG = 'northern-lights';
/** Of what was edited and pushed; the first commit is the one before. */
export const VERSION = '1.0.2';

/** Pictures of each page, to be looked at. */
export const PICTURES = fileURLToPath(new URL('dist/', import.meta.url));

const run = promisify(execFile);

export async function changeToken(page: Page): Promise<void> {
  await page.goto('/slate?token=color.action.primary');
  const panel = page.getByRole('complementary', { name: 'Token color.action.primary' });
  await panel.getByRole('button', { name: 'Edit token' }).click();
  await panel.getByRole('textbox', { name: 'Value' }).fill('{color.landing.700}');
  await panel.getByRole('region', { name: 'What saving changes' }).waitFor();
  await panel.getByRole('button', { name: 'Save token' }).click();
  await panel.getByText('version 2').waitFor();
}

export async function makeComponent(page: Page): Promise<void> {
  await page.goto('/spark');
  await page.getByRole('textbox', { name: 'What should it be?' }).fill('Create a responsive card component');
  await page.getByRole('button', { name: 'Make it' }).click();
  await page.locator('[data-status=SUCCEEDED]').waitFor({ timeout: LONG_MS });
  const form = page.getByRole('form', { name: 'Save the component' });
  await form.getByRole('button', { name: 'Save as version 1' }).click();
  await page.waitForURL(/component=responsive-card/);
  await page.goto('/waypoint');
  await page.getByRole('rowheader', { name: 'ResponsiveCard' }).waitFor();
}

export async function createProject(page: Page): Promise<void> {
  await page.goto('/ignition');
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

export async function editProject({ page }: TestPage): Promise<void> {
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
export async function deployed(page: Page, version: string): Promise<string> {
  await page.goto('/waypoint');
  await page.getByRole('button', { name: new RegExp(NAME) }).click();
  const development = page.getByRole('region', { name: NAME }).getByRole('listitem', { name: 'Development' });
  await development.getByText(version, { exact: true }).waitFor({ timeout: LONG_MS });
  const newest = page.getByRole('listitem', { name: /^Run / }).first();
  await newest.getByText('Succeeded').waitFor({ timeout: LONG_MS });
  return newest.innerText();
}

export async function promote(page: Page, other: Page, environment: 'Staging' | 'Production'): Promise<void> {
  const station = page.getByRole('region', { name: NAME }).getByRole('listitem', { name: environment });
  await station.getByRole('button', { name: `Deploy to ${environment}` }).click();
  const dialog = page.getByRole('dialog', { name: `Deploy ${NAME} to ${environment}` });
  // What one should see before.
  const review = dialog.getByLabel(`Release ${VERSION}`);
  for (const seen of ['Greet who looks', 'Artifact', `wissil/${SLUG}`, 'GET /health']) await review.getByText(seen).first().waitFor();
  await page.screenshot({ path: join(PICTURES, `review-${environment}.png`) });
  await dialog.getByRole('button', { name: `Deploy to ${environment}` }).click();
  await dialog.waitFor({ state: 'hidden' });
  if (environment === 'Production') await page.getByText('Ask another administrator.').waitFor();
  await other.goto('/waypoint');
  await other.getByRole('button', { name: `Approve ${NAME} ${VERSION} to ${environment}` }).click();
  await station.getByText('Succeeded').waitFor({ timeout: LONG_MS });
  await station.getByText(VERSION, { exact: true }).waitFor();
  await page.getByRole('region', { name: 'Waiting for approval' }).waitFor({ state: 'hidden' });
}

/** By plain Git: it is well tested and built, and cannot start. */
export async function pushBadRelease(page: Page, supergraph: Supergraph): Promise<void> {
  await using folder = await temporaryFolder();
  const address = new URL(`${supergraph.urls.ignition}/git/${SLUG}.git`);
  address.username = 'engineer';
  address.password = await supergraph.token('ENGINEER');
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
export function served({ env }: Supergraph, environment: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  request(
    { host: '127.0.0.1', port: env['WAYPOINT_RELEASES_PORT'], path: '/', headers: { host: `${SLUG}-${environment}.localhost` } },
    (response) => resolve(text(response)),
  )
    .on('error', reject)
    .end();
  return promise;
}
