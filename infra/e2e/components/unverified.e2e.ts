import { execFileSync } from 'node:child_process';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { startBrowser, startSupergraph, type Supergraph, temporaryFolder, type TemporaryFolder, type TestBrowser } from '@wissil/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';

let programs: TemporaryFolder;
let supergraph: Supergraph;
let browser: TestBrowser;
const path = process.env['PATH'];

/** Everything that is needed is found, but for bubblewrap; a process looks for it once. */
beforeAll(async () => {
  programs = await temporaryFolder();
  const found = execFileSync('which', ['git'], { encoding: 'utf8' }).trim();
  await Promise.all([symlink(found, join(programs.path, 'git')), symlink(process.execPath, join(programs.path, 'node'))]);
  browser = await startBrowser();
  process.env['PATH'] = programs.path;
  supergraph = await startSupergraph();
});

afterAll(async () => {
  process.env['PATH'] = path;
  await browser?.[Symbol.asyncDispose]();
  await supergraph?.[Symbol.asyncDispose]();
  await programs?.remove();
});

test('[SPARK-2] [SPARK-6] without a sandbox a component is shown as not verified, and saved only by who says that they know', async () => {
  const { cookie } = await supergraph.session('ENGINEER');
  await using open = await browser.newPage({ width: 1280, session: { url: supergraph.url, cookie } });
  const { page } = open;
  await page.goto(`${supergraph.url}/spark`);
  await page.getByRole('textbox', { name: 'What should it be?' }).fill('A button “Nobody knows”');
  await page.getByRole('button', { name: 'Make it' }).click();
  await page.locator('[data-status=UNVERIFIED]').waitFor({ timeout: 60_000 });
  const note = page.getByRole('note', { name: /^Not verified/ });
  await note.getByText(/bubblewrap is not installed/).waitFor();
  await page.getByRole('heading', { name: 'Not verified' }).waitFor();
  expect(await open.accessibilityFaults()).toEqual([]);

  const form = page.getByRole('form', { name: 'Save the component' });
  await form.getByRole('button', { name: 'Save as version 1' }).click();
  await form.getByRole('alert').filter({ hasText: 'Say that you have read the code' }).waitFor();
  await form.getByRole('checkbox', { name: /it was not verified/ }).check();
  await form.getByRole('button', { name: 'Save as version 1' }).click();
  await page.waitForURL(/component=[a-z-]+$/);
  await page.goto(`${supergraph.url}/spark`);
  await page
    .getByRole('region', { name: 'Your generations' })
    .getByRole('button', { name: /Nobody knows/ })
    .getByText('Not verified')
    .waitFor();
});
