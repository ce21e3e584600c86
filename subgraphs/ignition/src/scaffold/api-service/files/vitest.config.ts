// [if apiStyle.graphql]
import { fileURLToPath } from 'node:url';
// [end]
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // [if apiStyle.graphql]
  // As Node resolves it: there must be one graphql, and Vite would take another build of it than the packages do.
  resolve: { alias: [{ find: /^graphql$/, replacement: fileURLToPath(import.meta.resolve('graphql')) }] },
  // [end]
  test: { include: ['src/**/*.test.ts'] },
});
