import { startBrowser, startSupergraph, type Supergraph, type TestBrowser, waitFor } from '@wissil/testkit';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { saveComponent } from '../src/operations.ts';

/** Making and checking a component, on a busy machine. */
const MAKING_MS = 60_000;

let supergraph: Supergraph;
let browser: TestBrowser;

beforeAll(async () => {
  [supergraph, browser] = await Promise.all([startSupergraph(), startBrowser()]);
});

afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  await supergraph[Symbol.asyncDispose]();
});

async function signedIn(role: 'DESIGNER' | 'ENGINEER', width = 1280) {
  const { cookie } = await supergraph.session(role);
  return browser.newPage({ width, session: { url: supergraph.url, cookie } });
}

async function ask(page: Page, prompt: string): Promise<void> {
  await page.getByRole('textbox', { name: 'What should it be?' }).fill(prompt);
  await page.getByRole('button', { name: 'Make it' }).click();
}

const stageOf = (page: Page) => page.frameLocator('iframe');

/** Puts a text into the editor in the place of the one that is found. */
async function replaceInEditor(page: Page, found: string, text: string): Promise<void> {
  const line = page.locator('.monaco-editor .view-line').filter({ hasText: found }).first();
  await line.click();
  await page.keyboard.press('Home');
  await page.keyboard.press('Shift+End');
  await page.keyboard.insertText(text);
}

test('[SPARK-5] [SPARK-6] a prompt becomes a component: analysed in sight, checked, edited with its preview, and saved', async () => {
  await using open = await signedIn('ENGINEER');
  const { page } = open;
  await page.goto(`${supergraph.url}/spark`);
  await ask(page, 'A danger button “Delete” with an icon');
  await page.getByRole('heading', { name: 'Pattern' }).waitFor({ timeout: MAKING_MS });
  await page.getByRole('list', { name: 'Keywords' }).getByText('danger').waitFor();
  for (const expert of ['Design', 'Logic', 'Performance']) await page.getByText(expert, { exact: true }).waitFor();
  await page.locator('[data-status=SUCCEEDED]').waitFor({ timeout: MAKING_MS });
  const checks = page.getByRole('list', { name: 'Checks' });
  for (const name of ['Strict types', 'Lint', 'Its tests', 'Accessibility', 'Tokens alone'])
    await checks.getByRole('listitem').filter({ hasText: name }).getByText('passed').waitFor();
  await page.getByRole('heading', { name: /^Tokens in play \(\d+\)$/ }).waitFor();
  const button = stageOf(page).getByRole('button', { name: /Delete/ });
  await button.waitFor();
  expect(await open.accessibilityFaults()).toEqual([]);

  // The page around the preview plays with the story.
  await page.getByRole('group', { name: 'Props of this story' }).getByLabel('children').fill('Remove for good');
  await stageOf(page)
    .getByRole('button', { name: /Remove for good/ })
    .waitFor();

  // The stories follow as they are edited.
  await page.getByRole('radio', { name: 'Stories' }).check();
  await page.locator('.monaco-editor .view-line').first().waitFor();
  await replaceInEditor(
    page,
    'export default',
    `export const Extra = { args: { children: 'Said by hand' } }; export default { title: 'x' };`,
  );
  await page.getByRole('combobox', { name: 'Story' }).locator('option', { hasText: 'Extra' }).waitFor({ state: 'attached' });
  await page.getByRole('combobox', { name: 'Story' }).selectOption('Extra');
  await stageOf(page)
    .getByRole('button', { name: /Said by hand/ })
    .waitFor();
  await page.getByRole('heading', { name: 'Changed since it was checked' }).waitFor();

  const form = page.getByRole('form', { name: 'Save the component' });
  await form.getByRole('textbox', { name: 'Name' }).fill('delete it');
  await form.getByRole('button', { name: /^Save as/ }).click();
  await form.getByText(/PascalCase/).waitFor();
  await form.getByRole('textbox', { name: 'Name' }).fill('DeleteNow');
});

test('[SPARK-6] saved code is there for everybody; what was saved meanwhile is said, and nothing typed is lost', async () => {
  await using open = await signedIn('ENGINEER');
  const { page } = open;
  await page.goto(`${supergraph.url}/spark`);
  await ask(page, 'A small ghost button “Learn more”');
  await page.locator('[data-status=SUCCEEDED]').waitFor({ timeout: MAKING_MS });
  const form = page.getByRole('form', { name: 'Save the component' });
  const name = form.getByRole('textbox', { name: 'Name' });
  await name.fill('Permitted');
  const first = form.getByRole('button', { name: 'Save as version 1' });
  await first.waitFor();
  await saveComponent(supergraph, 'Permitted');
  await first.click();
  await form.getByRole('alert').first().waitFor();
  await form.getByText('Permitted is there already, at version 1').waitFor();
  await form.getByRole('button', { name: 'Save as version 2' }).click();
  await page.waitForURL(/component=permitted/);
  await page.getByRole('combobox', { name: 'Version' }).getByText('Version 2').waitFor({ state: 'attached' });
  await stageOf(page).getByRole('button', { name: 'Learn more' }).waitFor();

  await page.getByRole('button', { name: 'Edit' }).click();
  await page.locator('.monaco-editor .view-line').first().waitFor();
  await form.getByRole('button', { name: 'Save as version 3' }).waitFor();
  await saveComponent(supergraph, 'Permitted');
  await form.getByRole('button', { name: 'Save as version 3' }).click();
  await form.getByText('Version 3 was saved while you edited version 2').waitFor();
  await form.getByRole('button', { name: 'Save as version 4' }).click();
  await form.waitFor({ state: 'hidden' });
  const { data } = await supergraph.graphql<{ component: { latestVersion: { number: number; source: string } } }>(
    '{ component(slug: "permitted") { latestVersion { number source } } }',
  );
  expect(data.component.latestVersion).toMatchObject({ number: 4, source: expect.stringContaining('data-variant') as string });
});

test('[SPARK-5] what no pattern fits is said, with the nearest to choose from; a bad prompt is refused beside the field', async () => {
  await using open = await signedIn('ENGINEER', 360);
  const { page } = open;
  await page.goto(`${supergraph.url}/spark`);
  await ask(page, '   ');
  await page.getByRole('alert').filter({ hasText: 'Say what the component should be' }).waitFor();
  await ask(page, 'zebra quantum flux');
  await page.getByRole('heading', { name: 'SPARK knows no pattern for this' }).waitFor({ timeout: MAKING_MS });
  expect(await open.accessibilityFaults()).toEqual([]);
  await page.locator('[aria-labelledby=unmatched]').getByRole('button').nth(1).click();
  await page.locator('[data-status=SUCCEEDED]').waitFor({ timeout: MAKING_MS });
});

test('[SPARK-6] a designer looks at components and their stories, and makes none', async () => {
  await using open = await signedIn('DESIGNER');
  const { page } = open;
  await page.goto(`${supergraph.url}/spark?component=toast`);
  await page.getByRole('heading', { level: 2, name: 'Toast' }).waitFor();
  const story = page.getByRole('combobox', { name: 'Story' });
  await story.waitFor();
  const choices = await story.locator('option').allInnerTexts();
  expect(choices.length).toBeGreaterThan(1);
  await story.selectOption({ index: 1 });
  await stageOf(page).locator('[data-state=shown]').waitFor();
  expect(await page.getByRole('textbox', { name: 'What should it be?' }).count()).toBe(0);
  expect(await page.getByRole('button', { name: 'Edit' }).count()).toBe(0);
  await waitFor(async () => (await open.accessibilityFaults()).length === 0, { what: 'axe to find nothing' });
});

test('[SPARK-5] [WEB-3] what one has asked for is listed, live, and opened again', async () => {
  const session = { url: supergraph.url, cookie: (await supergraph.session('ENGINEER')).cookie };
  await using open = await browser.newPage({ width: 1280, session });
  await using other = await browser.newPage({ width: 360, session });
  const recent = open.page.getByRole('region', { name: 'Your generations' });
  await Promise.all([open, other].map(({ page }) => page.goto(`${supergraph.url}/spark`)));
  await recent.waitFor();
  await ask(other.page, 'zebra listed live');
  const item = recent.getByRole('button', { name: /zebra listed live/ });
  await item.getByText('No pattern fits').waitFor({ timeout: MAKING_MS });
  expect(await recent.getByRole('listitem').first().innerText()).toContain('zebra listed live');
  expect(await open.accessibilityFaults()).toEqual([]);
  await item.click();
  await open.page.getByRole('heading', { name: 'SPARK knows no pattern for this' }).waitFor();
  await open.page.getByRole('button', { name: 'Back to the components' }).click();
  await item.waitFor();
  // On a phone it is there too, and nothing is wider than the page.
  await other.page.getByRole('button', { name: 'Back to the components' }).click();
  await other.page.getByRole('button', { name: /zebra listed live/ }).waitFor();
  expect(await other.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  expect(await other.accessibilityFaults()).toEqual([]);
});

test('[SPARK-5] who has asked for nothing yet is told what will be here', async () => {
  const { cookie } = await supergraph.session('ADMIN');
  await using open = await browser.newPage({ width: 1280, session: { url: supergraph.url, cookie } });
  await open.page.goto(`${supergraph.url}/spark`);
  await open.page.getByText('You have not asked for a component yet.').waitFor();
});
