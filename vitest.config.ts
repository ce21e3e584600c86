import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** As Node resolves it: Vite would take `module`, and there must be one graphql, the one that the packages outside see. */
const resolve = { alias: [{ find: /^graphql$/, replacement: fileURLToPath(import.meta.resolve('graphql')) }] };

const everywhere = ['**/node_modules/**', '**/dist/**', '**/generated/**', '**/.data/**', '**/scaffold/*/files/**'];

export default defineConfig({
  test: {
    globalSetup: ['infra/testkit/src/global-setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      {
        resolve,
        test: {
          name: 'unit',
          include: ['**/*.test.ts', '**/*.test.tsx'],
          exclude: everywhere,
          testTimeout: 20_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve,
        test: {
          name: 'e2e',
          include: ['**/*.e2e.ts'],
          exclude: everywhere,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
