import { type PageOptions, startBrowser, startSupergraph, type Supergraph, type TestBrowser, waitFor } from '@wissil/testkit';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';

let supergraph: Supergraph;
let browser: TestBrowser;
let designer: NonNullable<PageOptions['session']>;
let other: NonNullable<PageOptions['session']>;

beforeAll(async () => {
  [supergraph, browser] = await Promise.all([startSupergraph(), startBrowser()]);
  designer = { url: supergraph.url, cookie: (await supergraph.session('DESIGNER')).cookie };
  other = { url: supergraph.url, cookie: (await supergraph.session('ENGINEER')).cookie };
});

afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  await supergraph[Symbol.asyncDispose]();
});

const panelOf = (page: Page, path: string) => page.getByRole('complementary', { name: `Token ${path}` });

async function edit(page: Page, path: string) {
  await page.goto(`${supergraph.url}/slate?token=${path}`);
  const panel = panelOf(page, path);
  await panel.getByRole('button', { name: 'Edit token' }).click();
  return panel;
}

/** By somebody who uses no page. */
async function save(path: string, value: unknown): Promise<void> {
  const { data } = await supergraph.graphql<{ token: { id: string } }>('query ($path: String!) { token(path: $path) { id } }', { path });
  const { data: answer } = await supergraph.graphql<{ updateToken: { __typename: string } }>(
    'mutation ($input: UpdateTokenInput!) { updateToken(input: $input) { __typename } }',
    { input: { id: data.token.id, value } },
  );
  expect(answer.updateToken.__typename).toBe('Token');
}

test('[SLATE-3] before saving it is said what is wrong, what follows, what breaks and who wears it; a release keeps why', async () => {
  await using open = await browser.newPage({ session: designer });
  const { page } = open;
  const panel = await edit(page, 'color.text.primary');
  const value = panel.getByRole('textbox', { name: 'Value' });

  await value.fill('{color.nowhere}');
  await panel.getByRole('alert').filter({ hasText: 'color.nowhere' }).waitFor();
  expect(await value.getAttribute('aria-invalid')).toBe('true');

  await value.fill('{color.slate.200}');
  const preview = panel.getByRole('region', { name: 'What saving changes' });
  await preview
    .getByText(/falls from 1\d\.\d:1 to 1\.\d:1, below 4\.5:1/)
    .first()
    .waitFor();
  await preview
    .getByText(/^Worn by/)
    .getByRole('link', { name: 'Card' })
    .waitFor();
  const button = panel.getByRole('button', { name: 'Save token' });
  expect(await button.isDisabled()).toBe(true);
  expect(await open.accessibilityFaults()).toEqual([]);

  await value.fill('{color.slate.950}');
  await preview.getByText('nothing breaks').waitFor();
  await panel.getByRole('textbox', { name: 'Why' }).fill('Darker ink.');
  await button.click();
  await panel.getByText('version 2').waitFor();

  await page.getByRole('radio', { name: 'Releases' }).check();
  const release = page.getByRole('listitem').filter({ hasText: 'Darker ink.' });
  await release.getByText('In force').waitFor();
});

test('[SLATE-3] what breaks is saved only by who says so', async () => {
  await using open = await browser.newPage({ session: designer });
  const panel = await edit(open.page, 'space.4');
  await panel.getByRole('textbox', { name: 'Value' }).fill('1rem');
  await panel.getByText('Its unit changes from px to rem.').waitFor();
  await panel.getByRole('checkbox', { name: 'Save it all the same' }).check();
  await panel.getByRole('button', { name: 'Save token' }).click();
  await panel.getByText('version 2').waitFor();
  await open.page.getByRole('radio', { name: 'Releases' }).check();
  await open.page.getByRole('listitem').filter({ hasText: 'space.4' }).getByText('Breaking').waitFor();
});

test('[SLATE-3] somebody else saves meanwhile: what was typed stays, and can be saved on top', async () => {
  await using open = await browser.newPage({ session: designer });
  const panel = await edit(open.page, 'radius.lg');
  const value = panel.getByRole('textbox', { name: 'Value' });
  await value.fill('14px');
  await save('radius.lg', { value: 10, unit: 'px' });
  const conflict = panel.getByRole('alert').filter({ hasText: 'Somebody saved this token meanwhile' });
  await conflict.getByText('10px').waitFor();
  expect(await value.inputValue()).toBe('14px');
  expect(await panel.getByRole('button', { name: 'Save token' }).isDisabled()).toBe(true);
  await conflict.getByRole('button', { name: 'Go on with mine' }).click();
  await panel.getByRole('button', { name: 'Save token' }).click();
  await panel.getByText('version 3').waitFor();
  const { data } = await supergraph.graphql('{ token(path: "radius.lg") { cssValue } }');
  expect(data).toEqual({ token: { cssValue: '14px' } });
});

test('[SLATE-4] a release dresses every open page anew at once; going back says what it changes, and why it was done stays', async () => {
  await using mine = await browser.newPage({ session: designer });
  await using theirs = await browser.newPage({ session: other });
  const worn = (page: Page) => page.evaluate<string>(`getComputedStyle(document.documentElement).getPropertyValue('--color-ignis-500')`);
  await Promise.all([mine.page.goto(`${supergraph.url}/slate?view=releases`), theirs.page.goto(supergraph.url)]);
  for (const { page } of [mine, theirs]) await page.getByText('Live', { exact: true }).waitFor();
  const { data } = await supergraph.graphql<{ token: { cssValue: string } }>('{ token(path: "color.ignis.500") { cssValue } }');
  const before = data.token.cssValue;
  await waitFor(async () => (await worn(theirs.page)).trim() === before, {
    timeout: 15_000,
    what: 'the other page to wear SLATE’s tokens',
  });
  await save('color.ignis.500', { colorSpace: 'srgb', components: [1, 0, 0], hex: '#ff0000' });
  await waitFor(async () => (await worn(theirs.page)).trim() === '#ff0000', {
    timeout: 15_000,
    what: 'the other page to wear the new colour',
  });

  const { page } = mine;
  const row = page.getByRole('listitem').filter({ hasText: 'In force' });
  await row.getByText('color.ignis.500').waitFor();
  const installed = page.getByRole('listitem').filter({ hasText: 'What WISSIL brought.' });
  await installed.getByRole('button', { name: /^Go back to it/ }).click();
  const dialog = page.getByRole('dialog', { name: /^Go back to release/ });
  await dialog.getByText('color.ignis.500', { exact: true }).waitFor();
  expect(await mine.accessibilityFaults()).toEqual([]);
  await dialog.getByRole('button', { name: 'Go back', exact: true }).click();
  await dialog.getByText('Say why').waitFor();
  await dialog.getByRole('textbox', { name: 'Why' }).fill('Too loud.');
  await dialog.getByRole('button', { name: 'Go back', exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
  await page.getByRole('listitem').filter({ hasText: 'Too loud.' }).getByText('In force').waitFor();
  await waitFor(async () => (await worn(theirs.page)).trim() === before, {
    timeout: 15_000,
    what: 'the other page to wear the old colour',
  });
});
