import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  startBrowser,
  startDockerRegistry,
  startNats,
  startPostgres,
  startRedis,
  startSupergraph,
  type Supergraph,
  type TestBrowser,
} from '@wissil/testkit';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  changeToken,
  createProject,
  PICTURES,
  deployed,
  editProject,
  makeComponent,
  promote,
  pushBadRelease,
  served,
  VERSION,
} from './journey.ts';

const JOURNEY_MS = 8 * 60_000;

let browser: TestBrowser;

beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser?.[Symbol.asyncDispose]());

test(
  '[SLATE-3] [SPARK-6] [IGNI-4] [IGNI-5] [IGNI-6] [IGNIS-1] [IGNIS-2] [WAY-1] [WAY-2] [WAY-3] [WAY-4] [WAY-5] [WAY-6] [FLOW-2] from a token to a running deployment, and back from one that does not run',
  { timeout: JOURNEY_MS },
  async () => {
    await using supergraph = await startSupergraph();
    await fromTokenToDeployment(supergraph, 'embedded');
  },
);

test(
  '[TOPO-4] [SLATE-3] [SPARK-6] [IGNI-4] [IGNI-5] [IGNIS-1] [WAY-1] [WAY-2] [WAY-3] [WAY-4] [FLOW-2] the same on PostgreSQL, Redis, NATS and a registry of their own',
  { timeout: JOURNEY_MS },
  async () => {
    await using postgres = await startPostgres({ engine: 'debian' });
    await using redis = await startRedis();
    await using nats = await startNats();
    await using registry = await startDockerRegistry();
    await using supergraph = await startSupergraph({
      services: { databaseUrl: postgres.url, redisUrl: redis.url, natsUrl: nats.url },
      env: { REGISTRY_URL: registry.url },
    });
    await fromTokenToDeployment(supergraph, 'services');
    const image = `docker://127.0.0.1:${registry.port}/wissil/northern-lights:${VERSION}`;
    const { stdout } = await promisify(execFile)('skopeo', ['inspect', '--tls-verify=false', image]);
    expect(JSON.parse(stdout)).toMatchObject({ Os: 'linux', Layers: expect.any(Array) as unknown });
  },
);

async function fromTokenToDeployment(supergraph: Supergraph, kind: string): Promise<void> {
  // Who does the work, and who approves it: nobody approves their own production deploy.
  const maker = { url: supergraph.url, cookie: (await supergraph.session('ADMIN')).cookie };
  const approver = { url: supergraph.url, cookie: (await supergraph.session('ADMIN')).cookie };
  await using open = await browser.newPage({ session: maker });
  await using other = await browser.newPage({ session: approver });
  const { page } = open;
  const step = <Result>(name: string, work: () => Promise<Result>) => timed(page, `${kind}: ${name}`, work);

  await step('a token is changed', () => changeToken(page));
  await step('a component is made, checked and saved', () => makeComponent(page));
  await step('a project is created', () => createProject(page));
  await step('it is edited, and its preview follows', () => editProject(open));
  const commit = await step('what was edited is pushed, and runs in development', () => deployed(page, VERSION));
  expect(commit).toMatch(/Greet/);
  expect(await served(supergraph, 'development')).toContain('Seen from here');
  expect(await open.accessibilityFaults()).toEqual([]);

  await step('it goes to staging, approved', () => promote(page, other.page, 'Staging'));
  await step('it goes to production, approved by somebody else', () => promote(page, other.page, 'Production'));
  expect(await served(supergraph, 'production')).toContain('Seen from here');

  await step('a release that does not run goes back by itself', () => pushBadRelease(page, supergraph));
  expect(await served(supergraph, 'development')).toContain('Seen from here');
  // While packages are installed, the page of the project says so with 503.
  expect(open.takeConsoleErrors().filter((line) => !line.includes('status of 503'))).toEqual([]);
}

/** Does it, tells how long it took, and keeps what the page looks like then in dist/. */
async function timed<Result>(page: Page, name: string, work: () => Promise<Result>): Promise<Result> {
  const begun = performance.now();
  try {
    return await work();
  } finally {
    process.stdout.write(`${name}: ${((performance.now() - begun) / 1000).toFixed(1)} s\n`);
    await page.screenshot({ path: join(PICTURES, `${name.replace(/\W+/g, '-')}.png`), fullPage: true }).catch(() => undefined);
  }
}
