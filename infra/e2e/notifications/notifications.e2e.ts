import { randomUUID } from 'node:crypto';
import { createEventBus, type EventBus } from '@wissil/platform/events';
import { createLogger } from '@wissil/platform/logging';
import { startBrowser, startSupergraph, type Supergraph, type TestBrowser, type TestSession } from '@wissil/testkit';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';

let supergraph: Supergraph;
let browser: TestBrowser;
let bus: EventBus;

beforeAll(async () => {
  [supergraph, browser] = await Promise.all([startSupergraph(), startBrowser()]);
  bus = createEventBus(
    { kind: 'embedded', databaseUrl: supergraph.databaseUrl },
    { logger: createLogger({ name: 'test', level: 'silent' }) },
  );
});

afterAll(async () => {
  await bus.close();
  await browser[Symbol.asyncDispose]();
  await supergraph[Symbol.asyncDispose]();
});

/** As a system publishes it. */
const publish = (subject: string, payload: object) =>
  bus.publish([{ id: randomUUID(), subject, source: 'waypoint', occurredAt: new Date().toISOString(), payload }]);
const tell = ({ userId }: TestSession, title: string) =>
  publish('user.notified', { recipient: userId, title, message: 'Look at it.', link: '/slate?view=releases' });

async function opened(page: Page): Promise<Page> {
  await page.goto(supergraph.url);
  await page.getByText('Live', { exact: true }).waitFor();
  return page;
}

const bell = (page: Page) => page.getByRole('button', { name: /^Notifications/ });

test('[FLOW-2] a new notification is shown and counted, leads to what it is about, and is read then; nobody else receives any of it', async () => {
  const [ada, bob] = await Promise.all([supergraph.session('ENGINEER'), supergraph.session('ADMIN')]);
  await using hers = await browser.newPage({ session: { url: supergraph.url, cookie: ada.cookie } });
  await using his = await browser.newPage({ session: { url: supergraph.url, cookie: bob.cookie } });
  const received: string[] = [];
  his.page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => void received.push(String(payload))));
  await Promise.all([opened(hers.page), opened(his.page)]);

  await tell(ada, 'Only for Ada');
  const toasts = hers.page.getByRole('region', { name: 'New notifications' });
  await toasts.getByText('Only for Ada').waitFor();
  await hers.page
    .getByRole('status', { name: 'Announcements' })
    .filter({ hasText: 'Only for Ada. Look at it.' })
    .waitFor({ state: 'attached' });
  await bell(hers.page)
    .and(hers.page.getByRole('button', { name: 'Notifications, 1 unread' }))
    .waitFor();
  expect(await hers.accessibilityFaults()).toEqual([]);

  await tell(bob, 'Only for Bob');
  await his.page.getByRole('region', { name: 'New notifications' }).getByText('Only for Bob').waitFor();
  expect(received.filter((frame) => frame.includes('notificationReceived'))).toHaveLength(1);
  expect(received.join()).not.toContain('Ada');

  await toasts.getByRole('link', { name: 'Only for Ada' }).click();
  await hers.page.waitForURL(/\/slate\?view=releases$/);
  await hers.page.getByRole('button', { name: 'Notifications', exact: true }).waitFor();
});

test('[FLOW-2] a failure reaches an administrator, by keyboard alone: opened, read, closed', async () => {
  const admin = await supergraph.session('ADMIN');
  await using open = await browser.newPage({ width: 360, session: { url: supergraph.url, cookie: admin.cookie } });
  const page = await opened(open.page);
  await publish('error.critical', {
    system: 'ignis',
    operation: 'build of Aurora',
    subject: 'bld_1',
    message: 'The disk is full.',
    remedy: 'Make room, then start the build again.',
    attempts: 3,
    requestedBy: null,
  });
  await page.getByRole('region', { name: 'New notifications' }).getByText('IGNIS gave up: build of Aurora').waitFor();
  await bell(page).press('Enter');
  const list = page.getByRole('region', { name: 'Notifications', exact: true });
  const entry = list.getByRole('listitem').filter({ hasText: 'IGNIS gave up: build of Aurora' });
  await entry.getByText('The disk is full. Make room, then start the build again.').waitFor();
  expect(await open.accessibilityFaults()).toEqual([]);
  await entry.getByRole('button', { name: /^Mark as read/ }).press('Enter');
  await page.getByRole('button', { name: 'Notifications', exact: true }).waitFor();
  await page.keyboard.press('Escape');
  await list.waitFor({ state: 'hidden' });
  expect(await bell(page).evaluate('document.activeElement.title')).toBe('Notifications');
});
