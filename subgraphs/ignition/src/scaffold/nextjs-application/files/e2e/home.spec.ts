// [only testing.vitest-playwright]
import { expect, test } from '@playwright/test';
import { project } from '../src/project.ts';

test('the first page shows the project in the colours of its tokens', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1, name: project.name })).toBeVisible();
  const [background, canvas] = await page.evaluate(() => {
    const probe = document.createElement('div');
    probe.style.background = 'var(--canvas)';
    document.body.append(probe);
    return [getComputedStyle(document.body).backgroundColor, getComputedStyle(probe).backgroundColor];
  });
  expect(background).toBe(canvas);
});

test('it is well', async ({ request }) => {
  const response = await request.get(project.healthPath);
  expect(await response.json()).toEqual({ status: 'ok' });
});
// [if darkMode]

test('the appearance changes by the switch, and stays after a reload', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto('/');
  await page.getByRole('button', { name: /dark|dunkle/i }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});
// [end]
