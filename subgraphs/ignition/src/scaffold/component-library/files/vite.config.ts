import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type UserConfig } from 'vite';
// [if tokenFormat.typescript]
import { writeTokens } from './scripts/write-tokens.ts';
// [end]

const { WISSIL_PREVIEW_HOST, WISSIL_HMR_PORT } = process.env;

/** `vite build` makes the package, `vite build --mode site` the site with the stories, `vite` serves that site and follows every change. */
export default defineConfig(({ mode }): UserConfig => ({
  plugins: [
    react(),
    tailwindcss(),
    // [if tokenFormat.typescript]
    { name: 'tokens', buildStart: () => writeTokens(import.meta.dirname), watchChange: () => writeTokens(import.meta.dirname) },
    // [end]
  ],
  server: {
    // Set by IGNIS, whose proxy shows the development server under a name and a port of its own.
    ...(WISSIL_PREVIEW_HOST ? { allowedHosts: [WISSIL_PREVIEW_HOST] } : {}),
    ...(WISSIL_HMR_PORT ? { ws: { clientPort: Number(WISSIL_HMR_PORT) } } : {}),
  },
  build: mode === 'site' ? { outDir: 'dist-site' } : LIBRARY,
}));

const LIBRARY: UserConfig['build'] = {
  lib: {
    entry: 'src/package.ts',
    // [if moduleFormat.dual]
    formats: ['es', 'cjs'],
    // [else]
    formats: ['es'],
    // [end]
    fileName: 'index',
    cssFileName: 'styles',
  },
  sourcemap: true,
  rolldownOptions: { external: ['react', 'react-dom', 'react/jsx-runtime'] },
};
