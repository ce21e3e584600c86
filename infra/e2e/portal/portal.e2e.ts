import { type PageOptions, startBrowser, startSupergraph, type Supergraph, type TestBrowser, waitFor } from '@wissil/testkit';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createProject, recordDeployment, startBuild } from '../src/operations.ts';

let supergraph: Supergraph;
let browser: TestBrowser;
let session: NonNullable<PageOptions['session']>;

beforeAll(async () => {
  [supergraph, browser] = await Promise.all([startSupergraph(), startBrowser()]);
  session = { url: supergraph.url, cookie: (await supergraph.session('ADMIN')).cookie };
  const project = await createProject(supergraph, 'Aurora Console');
  const build = await startBuild(supergraph, project.id);
  await recordDeployment(supergraph, { project: project.id, build: build.id, version: '1.4.0' });
  await waitFor(noBuildRuns, { timeout: 120_000, what: 'the builds of the seeded components and of the project to end' });
});

afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  await supergraph[Symbol.asyncDispose]();
});

describe('[LAND-3] each card opens its system with its real data', () => {
  test.for([
    { name: 'waypoint', title: 'Waypoint', holds: ['Development', 'Staging', 'Production', '1.4.0'] },
    { name: 'ignition', title: 'Ignition', holds: ['Next.js Application', 'Component Library', 'API Service', 'Aurora Console'] },
    { name: 'slate', title: 'Slate', holds: ['white', 'black', '#ffffff'] },
    { name: 'spark', title: 'Spark', holds: ['Avatar', 'Badge', 'Button', 'Card', 'Dialog', 'Tabs', 'TextField', 'Toast'] },
    { name: 'ignis', title: 'Ignis', holds: ['Button v1', 'Aurora Console', 'Succeeded'] },
  ])('$title', async ({ name, title, holds }) => {
    await using open = await browser.newPage({ session });
    const { page } = open;
    await page.goto(supergraph.url);
    await page.locator(`[data-testid=system-${name}][data-status=UP]`).waitFor();
    await page.getByTestId(`system-${name}`).getByRole('link', { name: title, exact: true }).click();
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
    expect(new URL(page.url()).pathname).toBe(`/${name}`);
    await settled(page);
    for (const text of holds) await page.getByRole('main').getByText(text).filter({ visible: true }).first().waitFor();
  });

  test('[TOPO-1] the port of each system opens with its own page', async () => {
    await using open = await browser.newPage({ session });
    for (const [name, url] of Object.entries(supergraph.urls)) {
      await open.page.goto(url);
      await settled(open.page);
      expect(new URL(open.page.url()).pathname).toBe(name === 'landing' ? '/' : `/${name}`);
    }
  });
});

describe('[LAND-2] every page is usable by everybody', () => {
  const paths = [
    '/',
    '/waypoint',
    '/ignition',
    '/slate',
    '/spark',
    '/ignis',
    '/nowhere',
    '/account',
    '/users',
    '/audit',
    '/slate?token=color.spark.500',
    '/ignition?new=TEMPLATE',
  ];
  const looks = [360, 1280].flatMap((width) => (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })));

  test.for(looks)(
    'at $width px, $colorScheme: axe finds nothing, nothing scrolls sideways, no error is logged',
    async ({ width, colorScheme }) => {
      await using open = await browser.newPage({ width, colorScheme, session });
      const { page } = open;
      const faults: string[] = [];
      for (const path of paths) {
        await page.goto(supergraph.url + path.replace('TEMPLATE', await firstTemplate()));
        await settled(page);
        faults.push(...(await open.accessibilityFaults()).map((fault) => `${path}: ${fault}`));
        const surplus = (await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')) as number;
        if (surplus > 0) faults.push(`${path} scrolls sideways by ${surplus} px`);
        faults.push(...open.takeConsoleErrors().map((error) => `${path}: ${error}`));
      }
      expect(faults).toEqual([]);
    },
  );

  test('with the keyboard alone: skip link, command palette, and the focus is always seen', async () => {
    await using open = await browser.newPage({ session });
    const { page } = open;
    await page.goto(supergraph.url);
    await settled(page);

    await page.keyboard.press('Tab');
    const skip = page.getByRole('link', { name: 'Skip to content' });
    await focused(skip);
    await waitFor(async () => ((await skip.boundingBox())?.y ?? -1) >= 0, { what: 'the skip link to have slid in' });
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('content');

    for (let stop = 0; stop < 16; stop += 1) {
      await page.keyboard.press('Tab');
      expect(await focusMark(page), `the focus on ${await page.evaluate('document.activeElement.outerHTML.slice(0, 120)')}`).not.toBe(
        'none',
      );
    }

    await page.keyboard.press('Control+k');
    const palette = page.getByRole('dialog', { name: 'Jump to' });
    await focused(palette.getByRole('combobox'));
    await page.keyboard.type('color.spark.5');
    await palette
      .getByRole('option', { name: /color\.spark\.50/ })
      .first()
      .waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Escape');
    await palette.waitFor({ state: 'hidden' });

    await page.keyboard.press('Control+k');
    await page.keyboard.type('waypoint');
    await palette
      .getByRole('option', { name: /Waypoint/ })
      .first()
      .waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Waypoint' }).waitFor();
  });
});

test('[IGNI-1] [IGNI-2] [IGNI-6] the wizard: a bad name is refused beside the field; five steps and a dry run lead to a project that can be cloned', async () => {
  await using open = await browser.newPage({ session });
  const { page } = open;
  await page.goto(`${supergraph.url}/ignition`);
  await settled(page);
  await page.getByRole('button', { name: 'Create a project from Component Library' }).click();
  const wizard = page.getByRole('region', { name: 'New Component Library' });
  const name = wizard.getByRole('textbox', { name: 'Project name' });
  const next = wizard.getByRole('button', { name: 'Next' });

  await name.fill('!!!');
  await next.click();
  await wizard.getByRole('alert').filter({ hasText: /\S/ }).first().waitFor();
  expect(await name.getAttribute('aria-invalid')).toBe('true');
  await focused(name);
  const explained = await name.getAttribute('aria-describedby');
  expect(await wizard.locator(`[id="${explained?.split(' ').at(-1)}"]`).innerText()).toMatch(/name/i);

  await name.fill('Aurora Console');
  await page.keyboard.press('Enter');
  await wizard.getByText('There is a project with the package name aurora-console already').waitFor();

  await name.fill('Nebula Widgets');
  await page.keyboard.press('Enter');
  for (const title of ['Dependencies', 'Design tokens', 'Repository', 'First deployment']) {
    await focused(wizard.getByRole('heading', { level: 2, name: title }));
    expect(await open.accessibilityFaults()).toEqual([]);
    await next.click();
  }
  await focused(wizard.getByRole('heading', { level: 2, name: 'Review' }));
  await wizard.getByRole('navigation', { name: 'Files' }).getByRole('button', { name: 'package.json' }).click();
  await wizard.getByRole('region', { name: 'Content of package.json' }).getByText('nebula-widgets').first().waitFor();
  expect(await open.accessibilityFaults()).toEqual([]);
  const { data: before } = await supergraph.graphql('{ project(slug: "nebula-widgets") { name } }');
  expect(before, 'nothing is made by looking').toEqual({ project: null });

  await wizard.getByRole('button', { name: 'Create project' }).click();
  await page.getByRole('heading', { level: 2, name: 'Nebula Widgets is ready' }).waitFor();
  await page.getByText(`git clone ${supergraph.urls.ignition}/git/nebula-widgets.git`).waitFor();
  expect(await open.accessibilityFaults()).toEqual([]);
  const { data } = await supergraph.graphql<{ project: { id: string } }>(
    '{ project(slug: "nebula-widgets") { id name template { name } } }',
  );
  expect(data).toMatchObject({ project: { name: 'Nebula Widgets', template: { name: 'Component Library' } } });
  for (const [title, address] of [
    ['Open in IGNIS', `/ignis?project=${data.project.id}&view=environment`],
    ['Deploy to staging', `/waypoint?project=${data.project.id}`],
  ] as const)
    expect(await page.getByRole('link', { name: title }).getAttribute('href')).toBe(address);
  await page.getByRole('button', { name: 'To all projects' }).click();
  await page.getByRole('heading', { level: 3, name: 'Nebula Widgets' }).waitFor();
});

test('[SLATE-2] [SLATE-3] a token is found, copied and changed; the rest of the page follows', async () => {
  await using open = await browser.newPage({ session });
  const { page } = open;
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(`${supergraph.url}/slate`);
  await settled(page);
  await page.getByRole('searchbox', { name: 'Search tokens' }).fill('spark.500');
  await page.waitForURL(/q=spark\.500/);
  await page.locator('button[data-token="color.spark.500"]').click();
  const details = page.getByRole('complementary', { name: 'Token color.spark.500' });
  await details.getByRole('button', { name: 'Copy CSS variable' }).click();
  await details.getByText('Copied').waitFor();
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe('var(--color-spark-500)');

  await details.getByRole('button', { name: 'Edit token' }).click();
  const value = details.getByRole('textbox', { name: 'Value' });
  await value.fill('{color.nowhere.500}');
  await details.getByRole('button', { name: 'Save token' }).click();
  await details
    .getByRole('alert')
    .filter({ hasText: /color\.nowhere\.500/ })
    .first()
    .waitFor();
  await value.fill('{color.ignis.500}');
  await details.getByRole('button', { name: 'Save token' }).click();
  await details.getByText('version 2').waitFor();
  const { data } = await supergraph.graphql('{ token(path: "color.spark.500") { value alias { path } } }');
  expect(data).toEqual({ token: { value: '{color.ignis.500}', alias: { path: 'color.ignis.500' } } });
});

/** Resolves when the page has what it shows. */
async function settled(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' });
  const loaded = `!document.querySelector('[aria-busy=true]') && document.fonts.status === 'loaded'`;
  await waitFor(() => page.evaluate<boolean>(loaded), { timeout: 15_000, what: `${page.url()} to have loaded` });
}

/** Resolves when the element is visible and has the focus. */
async function focused(locator: Locator): Promise<void> {
  await locator.and(locator.page().locator(':focus')).waitFor();
}

/** How the element with the focus, or what is around it, stands out; 'none' where it does not. */
async function focusMark(page: Page): Promise<string> {
  return (await page.evaluate(`(() => {
    for (let element = document.activeElement, depth = 0; element && depth < 5; element = element.parentElement, depth += 1) {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
      if (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2) return 'outline';
      if (depth === 0 && boxShadow !== 'none') return 'shadow';
      if (getComputedStyle(element, '::after').outlineStyle !== 'none') return 'outline of its box';
    }
    return 'none';
  })()`)) as string;
}

async function noBuildRuns(): Promise<boolean> {
  const { data } = await supergraph.graphql<Record<'all' | 'queued' | 'running', { totalCount: number }>>(
    '{ all: builds(first: 1) { totalCount } queued: builds(first: 1, filter: { status: QUEUED }) { totalCount } running: builds(first: 1, filter: { status: RUNNING }) { totalCount } }',
  );
  return data.all.totalCount >= 9 && data.queued.totalCount + data.running.totalCount === 0;
}

async function firstTemplate(): Promise<string> {
  const { data } = await supergraph.graphql<{ templates: { edges: { node: { slug: string } }[] } }>(
    '{ templates(first: 1) { edges { node { slug } } } }',
  );
  return data.templates.edges[0]?.node.slug ?? '';
}
