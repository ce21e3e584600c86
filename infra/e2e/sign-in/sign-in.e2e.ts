import { startBrowser, startSupergraph, type Supergraph, type TestBrowser, type TestPage, waitFor } from '@wissil/testkit';
import { Secret, TOTP } from 'otpauth';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** AUTH: what an administrator withdraws is gone everywhere within so long. */
const WITHDRAWN_WITHIN_MS = 5_000;

const PASSWORD = 'seven quiet lanterns drift';

let supergraph: Supergraph;
let browser: TestBrowser;

beforeAll(async () => {
  [supergraph, browser] = await Promise.all([startSupergraph(), startBrowser()]);
});

afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  await supergraph[Symbol.asyncDispose]();
});

interface Person {
  email: string;
  totpSecret: string;
  recoveryCodes: string[];
}

test('[AUTH-1] [AUTH-2] [AUTH-3] [AUTH-4] [AUTH-6] [LAND-1] from an empty machine to a team: each signs in, sees what the role allows, and no more', async () => {
  const first = await supergraph.program.says(/^Create the administrator: (\S+)$/m);
  await using adminPage = await browser.newPage();
  const admin = await enrol(adminPage, first[1] as string, { name: 'Ada Admin', email: 'ada@example.org' });
  await signIn(adminPage.page, admin);
  await adminPage.page.getByRole('heading', { level: 1 }).first().waitFor();
  expect(await systemsOf(adminPage.page)).toEqual(['Waypoint', 'Ignition', 'Slate', 'Spark', 'Ignis', 'Landing']);

  const links: string[] = [];
  for (const [name, email, role] of [
    ['Erin Engineer', 'erin@example.org', 'Engineer'],
    ['Dora Designer', 'dora@example.org', 'Designer'],
  ] as const) {
    links.push(await invite(adminPage.page, { name, email, role }));
  }
  expect(await adminPage.accessibilityFaults()).toEqual([]);

  await using engineerPage = await browser.newPage();
  await signIn(engineerPage.page, await enrol(engineerPage, links[0] as string, { email: 'erin@example.org' }));
  expect(await systemsOf(engineerPage.page)).toEqual(['Waypoint', 'Ignition', 'Slate', 'Spark', 'Ignis', 'Landing']);
  await engineerPage.page.getByRole('button', { name: /account of Erin Engineer/ }).click();
  expect(await engineerPage.page.getByRole('navigation', { name: 'Account' }).getByRole('link').allInnerTexts()).toEqual(['Account']);

  await using designerPage = await browser.newPage();
  const { page } = designerPage;
  await signIn(page, await enrol(designerPage, links[1] as string, { email: 'dora@example.org' }));
  expect(await systemsOf(page)).toEqual(['Slate', 'Spark', 'Landing']);
  await page.goto(`${supergraph.url}/slate?token=color.white`);
  await page.getByRole('button', { name: 'Edit token' }).waitFor();

  for (const [path, title] of [
    ['/waypoint', 'Waypoint is not open to designers'],
    ['/users', 'The user list is not open to designers'],
    ['/audit', 'The audit log is not open to designers'],
  ] as const) {
    await page.goto(supergraph.url + path);
    await page.getByText(title).waitFor();
    expect(await designerPage.accessibilityFaults()).toEqual([]);
  }
  expect(designerPage.takeConsoleErrors()).toEqual([]);

  const typed = await ask(
    page,
    '{ deployments(first: 1) { totalCount } users(first: 1) { edges { node { email } } } tokens(first: 1) { totalCount } }',
  );
  expect(typed.data).toMatchObject({ deployments: null, users: null, tokens: { totalCount: expect.any(Number) as number } });
  expect(typed.errors?.map(({ extensions }) => [extensions['code'], extensions['permission']]).sort()).toEqual([
    ['FORBIDDEN', 'deployment.read'],
    ['FORBIDDEN', 'user.read'],
  ]);
  const changed = await ask(
    page,
    'mutation { createProject(input: { name: "x", template: "y", inputs: {} }) { __typename ... on Error { code } } }',
  );
  expect(changed.data).toEqual({ createProject: { __typename: 'ForbiddenError', code: 'FORBIDDEN' } });

  await adminPage.page.goto(`${supergraph.url}/audit?q=Dora`);
  await adminPage.page.getByRole('button', { name: /Dora Designer createProject/ }).waitFor();
  await adminPage.page
    .getByRole('button', { name: /Dora Designer query/ })
    .first()
    .waitFor();
  await adminPage.page.getByRole('button', { name: 'Verify the log' }).click();
  await adminPage.page.getByText(/entries, all as they were recorded|intact/).waitFor();

  await page.goto(supergraph.url);
  await page.locator('[data-testid=connection][data-state=live]').waitFor({ state: 'attached' });
  await adminPage.page.goto(`${supergraph.url}/users?q=dora`);
  await adminPage.page.getByRole('button', { name: 'Disable Dora Designer' }).click();
  const withdrawn = Date.now();
  await page.getByText('Your session has ended.').waitFor();
  const afterMs = Date.now() - withdrawn;
  process.stdout.write(`a disabled user's open page said so after ${afterMs} ms\n`);
  expect(afterMs).toBeLessThanOrEqual(WITHDRAWN_WITHIN_MS);
  expect((await ask(page, '{ __typename }')).errors?.[0]?.extensions['code']).toBe('UNAUTHENTICATED');
  designerPage.takeConsoleErrors();

  await engineerPage.page.goto(`${supergraph.url}/account`);
  await engineerPage.page.getByRole('button', { name: 'Sign out everywhere', exact: true }).click();
  await engineerPage.page.getByRole('heading', { name: 'You are signed out' }).waitFor();
  expect((await ask(engineerPage.page, '{ __typename }')).errors?.[0]?.extensions['code']).toBe('UNAUTHENTICATED');
  engineerPage.takeConsoleErrors();

  // A recovery code in the place of the authenticator; and the way back to where one was.
  await adminPage.page.getByRole('button', { name: /account of Ada Admin/ }).click();
  await adminPage.page.getByRole('button', { name: 'Sign out' }).last().click();
  await adminPage.page.getByRole('heading', { name: 'You are signed out' }).waitFor();
  await adminPage.page.goto(`${supergraph.urls.slate}/slate?q=spark`);
  await adminPage.page.getByRole('link', { name: 'Sign in' }).click();
  await finishSignIn(adminPage.page, admin, admin.recoveryCodes[0] as string);
  await adminPage.page.waitForURL(`${supergraph.urls.slate}/slate?q=spark`);
  adminPage.takeConsoleErrors();
}, 180_000);

/** Follows the link of an invitation to its end, which is the page that leads to WISSIL. */
async function enrol(open: TestPage, link: string, person: { email: string; name?: string }): Promise<Person> {
  const { page } = open;
  await page.goto(link);
  if (person.name) {
    await page.getByLabel('Your name').fill(person.name);
    await page.getByLabel('E-mail address').fill(person.email);
  }
  expect(await open.accessibilityFaults()).toEqual([]);
  await page.getByLabel('Choose a password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Continue' }).click();
  const totpSecret = (await page.locator('[data-totp-secret]').getAttribute('data-totp-secret')) ?? '';
  expect(await open.accessibilityFaults()).toEqual([]);
  // The code of the step before, so that the present one is still unused when it is needed.
  await page.getByLabel('Six-digit code').fill(codeOf(totpSecret, -1));
  await page.getByRole('button', { name: 'Confirm' }).click();
  const codes = page.locator('[data-recovery-code]');
  await codes.first().waitFor();
  const recoveryCodes = await codes.allInnerTexts();
  expect(await open.accessibilityFaults()).toEqual([]);
  await page.getByLabel('I have kept these codes').check();
  await page.getByRole('button', { name: 'Continue' }).click();
  return { email: person.email, totpSecret, recoveryCodes };
}

/** From the last page of an enrolment. */
async function signIn(page: Page, person: Person): Promise<void> {
  await page.getByRole('link', { name: 'Go to WISSIL' }).click();
  await finishSignIn(page, person, codeOf(person.totpSecret));
  await page.waitForURL(`${supergraph.url}/`);
  await page.getByRole('navigation', { name: 'Systems' }).waitFor();
}

async function finishSignIn(page: Page, person: Person, code: string): Promise<void> {
  await page.getByLabel('E-mail address').fill(person.email);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Continue' }).click();
  if (/^\d{6}$/.test(code)) await page.getByLabel('Six-digit code').fill(code);
  else {
    await page.getByRole('link', { name: 'Use a recovery code' }).click();
    await page.getByLabel('Recovery code').fill(code);
  }
  await page.getByRole('button', { name: 'Sign in' }).click();
}

async function invite(page: Page, { name, email, role }: { name: string; email: string; role: string }): Promise<string> {
  await page.goto(`${supergraph.url}/users`);
  await page.getByRole('button', { name: 'Invite somebody' }).click();
  const dialog = page.getByRole('dialog', { name: 'Invite somebody' });
  await dialog.getByLabel('E-mail address').fill(email);
  await dialog.getByLabel('Name', { exact: true }).fill(name);
  await dialog.getByRole('radio', { name: role }).check({ force: true });
  await dialog.getByRole('button', { name: 'Invite', exact: true }).click();
  const link = await dialog.getByTestId('invitation-link').innerText();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('list', { name: 'Users' }).getByText(email).waitFor();
  return link;
}

/** What the navigation offers. */
async function systemsOf(page: Page): Promise<string[]> {
  const names = page.getByRole('navigation', { name: 'Systems' }).getByRole('link');
  await names.first().waitFor();
  return (await names.allInnerTexts()).map((text) => text.trim());
}

interface Answer {
  data?: Record<string, unknown> | null;
  errors?: { message: string; extensions: Record<string, unknown> }[];
}

/** A query typed by hand, with the cookie of the page's browser. */
async function ask(page: Page, query: string): Promise<Answer> {
  const response = await waitFor(() =>
    page.evaluate(async (document) => {
      const answer = await fetch('/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: document }),
      });
      return (await answer.json()) as Answer;
    }, query),
  );
  return response;
}

function codeOf(secret: string, steps = 0): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * 30_000 });
}
