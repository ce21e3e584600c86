import { startBrowser, startSupergraph } from '@wissil/testkit';
import { expect, test } from 'vitest';
test('probe', async () => {
  await using supergraph = await startSupergraph();
  await using browser = await startBrowser();
  console.log(supergraph.program.output);
  const session = { url: supergraph.url, cookie: (await supergraph.session('ADMIN')).cookie };
  await using open = await browser.newPage({ session });
  for (const path of ['/', '/waypoint', '/ignition', '/slate', '/spark', '/ignis', '/audit', '/people', '/account', '/nothing']) {
    await open.page.goto(supergraph.url + path);
    await open.page.waitForTimeout(700);
    for (const button of (await open.page.getByRole('button').all()).slice(0, 6)) await button.click({ timeout: 300, trial: false }).catch(() => undefined);
    await open.page.keyboard.press('Control+k');
    await open.page.waitForTimeout(300);
    await open.page.keyboard.press('Escape');
    console.log(path, await open.page.title(), open.takeConsoleErrors());
  }
  expect(1).toBe(1);
});
