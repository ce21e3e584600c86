import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [react()],
  // The tests look at what is rendered, not at its styles.
  css: { postcss: { plugins: [] } },
  test: { environment: 'happy-dom', include: ['src/**/*.test.{ts,tsx}'] },
});
