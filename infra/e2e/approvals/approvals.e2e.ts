import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createPool } from '@wissil/platform/database';
import { startBrowser, startSupergraph, type Supergraph, type TestBrowser, type TestSession } from '@wissil/testkit';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** Pictures of the page, to be looked at. */
const PICTURES = fileURLToPath(new URL('dist/', import.meta.url));
const DIGEST = `sha256:${'a'.repeat(64)}`;
const COMMIT = 'c'.repeat(40);

let supergraph: Supergraph;
let browser: TestBrowser;

beforeAll(async () => {
  [supergraph, browser] = await Promise.all([startSupergraph(), startBrowser()]);
  await seed();
});
afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  await supergraph[Symbol.asyncDispose]();
});

/** A project with one release that runs in development, as its pipeline would have left it, and no image. */
async function seed(): Promise<void> {
  const sql = createPool(supergraph.databaseUrl, 'waypoint');
  try {
    await sql.query(
      `INSERT INTO ignition.projects (id, slug, name, template_id, template_version, inputs, kind, health_path, updated_at)
       SELECT 'prj_lights', 'northern-lights', 'Northern Lights', id, version, '{}', 'SERVICE', '/healthz', now() FROM ignition.templates LIMIT 1`,
    );
    await sql.query(
      `INSERT INTO pipeline (id, project_id, slug, name, kind, clone_url, default_branch, health_path, deployment_target, head_commit, head_message, head_author, run_count)
       VALUES ('pip_lights', 'prj_lights', 'northern-lights', 'Northern Lights', 'SERVICE', '', 'main', '/healthz', 'DEVELOPMENT', $1, 'Greet', 'Ada', 2)`,
      [COMMIT],
    );
    await sql.query(
      `INSERT INTO pipeline_run (id, pipeline_id, project_id, number, trigger, status, branch, commit, message, author, stages, finished_at)
       VALUES ('run_lights', 'pip_lights', 'prj_lights', 2, 'PUSH', 'SUCCEEDED', 'main', $1, 'Greet', 'Ada', '[]', now())`,
      [COMMIT],
    );
    await sql.query(
      `INSERT INTO release (id, project_id, run_id, run_number, version, repository, digest, size_bytes, commit, message, build_id, artifact_digest, health_path, image_user, exposed_files)
       VALUES ('rel_lights', 'prj_lights', 'run_lights', 2, '1.0.2', 'wissil/northern-lights', $1, 1000, $2, 'Greet', 'bld_lights', $1, '/healthz', '65534:65534', '{}')`,
      [DIGEST, COMMIT],
    );
    await sql.query(
      `INSERT INTO deployment (id, environment_id, project_id, version, status, release_id, digest, started_at, finished_at)
       SELECT 'dep_lights', id, 'prj_lights', '1.0.2', 'SUCCEEDED', 'rel_lights', $1, now(), now() FROM environment WHERE name = 'DEVELOPMENT'`,
      [DIGEST],
    );
  } finally {
    await sql.end();
  }
}

/** One more deployment to production that waits, asked for by that person. */
async function askForProduction({ userId }: TestSession, id: string): Promise<void> {
  const sql = createPool(supergraph.databaseUrl, 'waypoint');
  try {
    await sql.query(
      `INSERT INTO deployment (id, environment_id, project_id, version, status, release_id, digest, requested_by_id, requested_by_name, reason)
       SELECT $1, id, 'prj_lights', '1.0.2', 'AWAITING_APPROVAL', 'rel_lights', $2, $3, 'Test admin', 'The fair opens on Monday.' FROM environment WHERE name = 'PRODUCTION'`,
      [`dep_${id}`, DIGEST, userId],
    );
    await sql.query(
      `INSERT INTO approval (id, deployment_id, project_id, permission) VALUES ($1, $2, 'prj_lights', 'deployment.production')`,
      [`apr_${id}`, `dep_${id}`],
    );
  } finally {
    await sql.end();
  }
}

async function deploy({ cookie }: TestSession, environment: string, reason: string): Promise<void> {
  const response = await fetch(`${supergraph.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie: `${cookie.name}=${cookie.value}`, origin: new URL(supergraph.url).origin },
    body: JSON.stringify({
      query: 'mutation ($input: DeployReleaseInput!) { deployRelease(input: $input) { __typename ... on Error { message } } }',
      variables: { input: { release: 'rel_lights', environment, reason } },
    }),
  });
  expect(await response.json()).toEqual({ data: { deployRelease: { __typename: 'Deployment' } } });
}

async function opened(page: Page): Promise<Page> {
  await page.goto(supergraph.url);
  await page.getByText('Live', { exact: true }).waitFor();
  return page;
}

const told = (page: Page) => page.getByRole('region', { name: 'New notifications' });

test('[WAY-1] who may approve hears of it in the bell, comes to the approval by its link, and who asked hears what was decided', async () => {
  const [asked, admin, designer] = await Promise.all([
    supergraph.session('ENGINEER'),
    supergraph.session('ADMIN'),
    supergraph.session('DESIGNER'),
  ]);
  const open = ({ cookie }: TestSession) => browser.newPage({ session: { url: supergraph.url, cookie } });
  await using theirs = await open(asked);
  await using his = await open(admin);
  await using hers = await open(designer);
  await Promise.all([theirs, his, hers].map(({ page }) => opened(page)));

  await deploy(asked, 'STAGING', 'The fair opens on Monday.');
  const title = 'Northern Lights 1.0.2 waits for your approval to go to staging';
  await told(his.page).getByText('Asked for by Test engineer. The fair opens on Monday.').waitFor();
  await told(his.page).getByRole('link', { name: title }).click();
  await his.page.waitForURL(/\/waypoint\?approval=apr_/);
  const card = his.page.getByRole('listitem', { name: 'Northern Lights 1.0.2 to Staging' });
  await card.getByRole('button', { name: /^Approve/ }).waitFor();
  expect(await his.page.evaluate('document.activeElement.ariaLabel')).toBe('Northern Lights 1.0.2 to Staging');
  expect(await his.accessibilityFaults()).toEqual([]);
  await card.getByRole('textbox', { name: 'Comment' }).fill('Not before Monday.');
  await card.getByRole('button', { name: /^Reject/ }).click();
  const verdict = 'Rejected by Test admin. “Not before Monday.”';
  await his.page
    .getByRole('status')
    .filter({ hasText: `Northern Lights 1.0.2 to Staging: ${verdict}` })
    .waitFor();

  const decided = told(theirs.page).getByRole('link', { name: 'Release 1.0.2 for staging was rejected' });
  await told(theirs.page).getByText('Rejected by Test admin. Not before Monday.').waitFor();
  await decided.click();
  await theirs.page.getByRole('status').filter({ hasText: verdict }).waitFor();
  expect(await told(hers.page).getByText(title).count()).toBe(0);
});

test('[WAY-1] who asked for production sees why they may not approve it, in light, in dark and on a telephone', async () => {
  const admin = await supergraph.session('ADMIN');
  await askForProduction(admin, 'own');
  const session = { url: supergraph.url, cookie: admin.cookie };
  for (const { name, ...look } of [
    { name: 'light', colorScheme: 'light', width: 1280 },
    { name: 'dark', colorScheme: 'dark', width: 1280 },
    { name: '360', colorScheme: 'light', width: 360 },
  ] as const) {
    await using open = await browser.newPage({ ...look, session });
    await open.page.goto(`${supergraph.url}/waypoint?approval=apr_own`);
    const card = open.page.getByRole('listitem', { name: 'Northern Lights 1.0.2 to Production' });
    await card.getByText('Nobody approves their own deployment to production. Ask another administrator.').waitFor();
    expect(await card.getByRole('button', { name: /^Approve/ }).count()).toBe(0);
    await card.getByRole('button', { name: /^Reject/ }).waitFor();
    await open.page.getByRole('heading', { name: 'Deployments' }).waitFor();
    await open.page.screenshot({ path: join(PICTURES, `approvals-${name}.png`), fullPage: true });
    expect(await open.accessibilityFaults()).toEqual([]);
  }
});

test('[FLOW-2] what failed says on the page what happened and what to do, beside what runs on', async () => {
  const sql = createPool(supergraph.databaseUrl, 'waypoint');
  const failed = {
    stage: 'test',
    message: 'cart.test.ts: expected 1 to be 2',
    remedy: 'Run the tests of the project, mend what fails, and push again.',
  };
  const sick = 'Release 1.0.4 did not become ready. /healthz answered 500. Release 1.0.2 runs there as before.';
  try {
    await sql.query(
      `INSERT INTO pipeline_run (id, pipeline_id, project_id, number, trigger, status, branch, commit, message, author, stages, failure, finished_at)
       VALUES ('run_failed', 'pip_lights', 'prj_lights', 3, 'PUSH', 'FAILED', 'main', $1, 'Count wrongly', 'Ada', $2, $3, now())`,
      [
        'd'.repeat(40),
        JSON.stringify([{ name: 'test', status: 'FAILED', startedAt: null, durationMs: 10, message: failed.message }]),
        JSON.stringify(failed),
      ],
    );
    await sql.query(
      `INSERT INTO deployment (id, environment_id, project_id, version, status, release_id, digest, message, finished_at)
       SELECT 'dep_sick', id, 'prj_lights', '1.0.4', 'ROLLED_BACK', 'rel_lights', $1, $2, now() FROM environment WHERE name = 'DEVELOPMENT'`,
      [DIGEST, sick],
    );
  } finally {
    await sql.end();
  }
  const { cookie } = await supergraph.session('ENGINEER');
  await using open = await browser.newPage({ session: { url: supergraph.url, cookie } });
  await open.page.goto(`${supergraph.url}/waypoint`);
  await open.page.getByRole('button', { name: /Northern Lights/ }).click();
  const run = open.page.getByRole('listitem', { name: 'Run 3' });
  await run.getByRole('alert').filter({ hasText: failed.message }).filter({ hasText: failed.remedy }).waitFor();
  const development = open.page.getByRole('region', { name: 'Northern Lights' }).getByRole('listitem', { name: 'Development' });
  await development.getByText('1.0.2', { exact: true }).waitFor();
  await development.getByText(sick).waitFor();
  await open.page.screenshot({ path: join(PICTURES, 'failed.png'), fullPage: true });
  expect(await open.accessibilityFaults()).toEqual([]);
});
