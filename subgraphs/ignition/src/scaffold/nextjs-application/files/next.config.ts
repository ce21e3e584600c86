import type { NextConfig } from 'next';
// [if libraries.next-intl]
import createNextIntlPlugin from 'next-intl/plugin';
// [end]
import { project } from './src/project.ts';

const { WISSIL_PREVIEW_HOST } = process.env;

/** Where the health check is asked for, beside the route that answers it. */
const HEALTH_ROUTE = '/api/health';

const config: NextConfig = {
  output: 'standalone',
  outputFileTracingRoot: import.meta.dirname,
  turbopack: { root: import.meta.dirname },
  poweredByHeader: false,
  reactStrictMode: true,
  agentRules: false,
  // Set by IGNIS, whose proxy shows the development server under a name of its own.
  ...(WISSIL_PREVIEW_HOST ? { allowedDevOrigins: [WISSIL_PREVIEW_HOST] } : {}),
  rewrites() {
    const moved = project.healthPath !== HEALTH_ROUTE;
    return Promise.resolve({ beforeFiles: moved ? [{ source: project.healthPath, destination: HEALTH_ROUTE }] : [] });
  },
};

// [if libraries.next-intl]
export default createNextIntlPlugin('./src/i18n/request.ts')(config);
// [else]
export default config;
// [end]
