import { expect, it } from 'vitest';
import { startScene, viteProject } from './environment-scene.ts';
import { requestSite } from './site-request.ts';
import { startBrowser, waitFor } from '@wissil/testkit';

it('[IGNIS-1] what nobody uses is stopped, opening it starts it again, and no more run than may', async () => {
  await using scene = await startScene({ env: { IGNIS_ENVIRONMENTS_RUNNING: '1', IGNIS_ENVIRONMENT_IDLE_SECONDS: '1' } });
  await using browser = await startBrowser();
  const one = await scene.createProject('one', viteProject('one'));
  const idle = await scene.until(one, 'STOPPED');
  expect(idle.message).toContain('Opening it starts it again');

  await using opened = await browser.newPage();
  await opened.page.goto(idle.url);
  await opened.page.getByRole('button', { name: 'one 0' }).waitFor();
  // Its page is open: it is in use, and makes no room for another one.
  const two = await scene.createProject('two', viteProject('two'));
  expect((await scene.until(two, 'FAILED')).message).toContain('no more may run here');
  expect((await requestSite(idle.url)).status).toBe(200);

  await opened.page.goto('about:blank');
  await scene.until(one, 'STOPPED');
  await scene.change('openDevEnvironment', { project: two });
  const second = await waitFor(
    async () => ((await requestSite((await scene.environment(two)).url)).status === 200 ? scene.environment(two) : undefined),
    {
      timeout: 20_000,
    },
  );
  expect(second.status).toBe('READY');
  opened.takeConsoleErrors();
});
