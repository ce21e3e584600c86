import {
  createDatabase,
  type PageOptions,
  startBrowser,
  startSupergraph,
  type Supergraph,
  type TestBrowser,
  type TestDatabase,
  type TestPage,
} from '@wissil/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

/** LAND-2: an open page shows an outage within two seconds. */
const SHOWN_WITHIN_MS = 2_000;

let database: TestDatabase;
let supergraph: Supergraph;
let browser: TestBrowser;
let session: NonNullable<PageOptions['session']>;

beforeAll(async () => {
  database = await createDatabase();
  [supergraph, browser] = await Promise.all([
    startSupergraph({ services: { databaseUrl: database.url }, apart: ['slate'] }),
    startBrowser(),
  ]);
  session = { url: supergraph.url, cookie: (await supergraph.session('ADMIN')).cookie };
});

afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  await supergraph[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

beforeEach(async () => {
  if (!supergraph.apart('slate').running) await supergraph.apart('slate').start();
});

describe('one subgraph stops and starts again', () => {
  test.for(['stop', 'kill'] as const)(
    '[LAND-2] an open page shows its %s within two seconds and its return, without a reload',
    async (end) => {
      await using open = await browser.newPage({ session });
      const { page } = open;
      await page.goto(supergraph.url);
      const card = page.getByTestId('system-slate');
      await shown(open, 'slate', 'UP');
      await page.getByTestId('connection').and(page.locator('[data-state=live]')).waitFor();
      const figure = await card.getByText(/\d+ tokens/).innerText();
      await page.evaluate('window.marker = "not reloaded"');
      await watchStatus(open, 'slate');

      const ended = Date.now();
      await supergraph.apart('slate')[end]();
      await shown(open, 'slate', 'DOWN');
      const shownAfterMs = (await statusSince(open, 'DOWN')) - ended;
      process.stdout.write(`after its ${end}, SLATE's card showed it after ${shownAfterMs} ms\n`);
      await card.getByText('SLATE does not answer').waitFor();
      await page.getByTestId('health-summary').getByText('Slate down').waitFor();
      for (const name of ['waypoint', 'ignition', 'ignis', 'landing']) await shown(open, name, 'UP');
      // LAND-4: SPARK depends on SLATE, and says so.
      await shown(open, 'spark', 'DEGRADED');

      await supergraph.apart('slate').start();
      const started = Date.now();
      await shown(open, 'slate', 'UP');
      process.stdout.write(`after its start, SLATE's card showed it after ${(await statusSince(open, 'UP')) - started} ms\n`);
      await card.getByText(figure).waitFor();
      await page.getByTestId('health-summary').getByText('All systems up').waitFor();
      expect(await page.evaluate('window.marker')).toBe('not reloaded');
      expect(shownAfterMs).toBeLessThanOrEqual(SHOWN_WITHIN_MS);
    },
  );

  test('[SHAPE-1] [LAND-2] a query that needs it gets an error that names it, and queries that do not are answered', async () => {
    await supergraph.apart('slate').kill();
    const refused = await supergraph.graphql('{ tokens(first: 1) { totalCount } }');
    expect(refused.errors).toEqual([
      {
        message: 'The subgraph "slate" cannot be reached.',
        path: ['tokens'],
        extensions: { code: 'SUBGRAPH_UNAVAILABLE', serviceName: 'slate' },
      },
    ]);
    const others = `{
      components(first: 1) { totalCount edges { node { registryEntry { version } latestVersion { builds(first: 1) { totalCount } } } } }
      templates(first: 3) { totalCount }
      environments(first: 5) { totalCount }
      systems(first: 10) { totalCount }
    }`;
    expect((await supergraph.graphql(others)).errors).toBeUndefined();
    await supergraph.apart('slate').start();
    expect((await supergraph.graphql('{ tokens(first: 1) { totalCount } }')).errors).toBeUndefined();
  });

  test('[SHAPE-1] its fields are null with an error that names it, and everything else answers, until it is back', async () => {
    const document = `{
      tokens(first: 1) { totalCount }
      token(path: "color.spark.500") { cssValue usedBy(first: 1) { totalCount } }
      components(first: 1) { totalCount edges { node { slug cssVariables tokens { path cssValue } } } }
      templates(first: 3) { totalCount }
      builds(first: 1) { pageInfo { hasPreviousPage } }
      environments(first: 5) { totalCount }
      systems(first: 10) { totalCount }
    }`;
    const whole = await supergraph.graphql(document);
    expect(whole.errors).toBeUndefined();

    await supergraph.apart('slate').kill();
    const partial = await supergraph.graphql(document);
    expect(partial.data).toMatchObject({
      tokens: null,
      token: null,
      components: { totalCount: 8, edges: [{ node: { slug: expect.any(String), cssVariables: expect.any(Array), tokens: null } }] },
      templates: { totalCount: 3 },
      builds: { pageInfo: { hasPreviousPage: false } },
      environments: { totalCount: 3 },
      systems: { totalCount: 6 },
    });
    // A fetch for an entity fails as a whole: its error stands at the entity, not at each of the fields that it would have brought.
    expect(partial.errors?.map(({ path }) => path?.join('.')).sort()).toEqual(['components.edges.0.node', 'token', 'tokens']);
    for (const error of partial.errors ?? [])
      expect(error).toMatchObject({
        message: expect.stringMatching(/slate/i),
        extensions: { code: 'SUBGRAPH_UNAVAILABLE', serviceName: 'slate' },
      });

    await supergraph.apart('slate').start();
    expect(await supergraph.graphql(document)).toEqual(whole);
  });

  test('[LAND-3] its own page says so, and shows its tokens when it is back, without a reload', async () => {
    await supergraph.apart('slate').stop();
    await using open = await browser.newPage({ session });
    const { page } = open;
    await page.goto(`${supergraph.url}/slate`);
    await page.getByRole('alert').getByText('SLATE does not answer').first().waitFor();
    await page.evaluate('window.marker = "not reloaded"');

    await supergraph.apart('slate').start();
    await page.locator('button[data-token]').first().waitFor();
    await page.getByRole('alert').waitFor({ state: 'detached' });
    expect(await page.evaluate('window.marker')).toBe('not reloaded');
  });
});

async function shown({ page }: TestPage, system: string, status: string): Promise<void> {
  await page.locator(`[data-testid=system-${system}][data-status=${status}]`).waitFor();
}

/** Has the page note when the card of a system takes a status, by the clock that this process reads too. */
async function watchStatus({ page }: TestPage, system: string): Promise<void> {
  await page.evaluate(`{
    const card = document.querySelector('[data-testid=system-${system}]');
    window.statusSince = {};
    new MutationObserver(() => { window.statusSince[card.dataset.status] = performance.timeOrigin + performance.now(); })
      .observe(card, { attributes: true, attributeFilter: ['data-status'] });
  }`);
}

async function statusSince({ page }: TestPage, status: string): Promise<number> {
  return Math.round((await page.evaluate(`window.statusSince.${status}`)) as number);
}
