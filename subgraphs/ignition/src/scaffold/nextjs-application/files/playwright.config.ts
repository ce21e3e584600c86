// [only testing.vitest-playwright]
import { defineConfig, devices } from '@playwright/test';

const { CHROMIUM_PATH, PORT = '8080' } = process.env;

export default defineConfig({
  testDir: 'e2e',
  forbidOnly: Boolean(process.env.CI),
  use: {
    ...devices['Desktop Chrome'],
    baseURL: `http://127.0.0.1:${PORT}`,
    // A Chromium of the machine's own; without it the one that `playwright install` brings.
    ...(CHROMIUM_PATH ? { launchOptions: { executablePath: CHROMIUM_PATH, args: ['--no-sandbox'] } } : {}),
  },
  webServer: { command: 'node dist/server.js', env: { PORT }, url: `http://127.0.0.1:${PORT}/`, reuseExistingServer: false },
});
