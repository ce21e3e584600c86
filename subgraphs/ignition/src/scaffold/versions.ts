/** The versions that generated projects are made with; infra/e2e/scaffold installs, builds and runs them together. */
const VERSIONS = {
  '@apollo/subgraph': '2.14.4',
  '@changesets/cli': '3.0.3',
  '@eslint/js': '10.0.1',
  '@hookform/resolvers': '7.0.7',
  '@nats-io/transport-node': '3.4.0',
  '@next/eslint-plugin-next': '16.4.6',
  '@opentelemetry/api': '1.9.1',
  '@opentelemetry/exporter-trace-otlp-http': '0.223.1',
  '@opentelemetry/resources': '2.12.1',
  '@opentelemetry/sdk-trace-node': '2.12.1',
  '@playwright/test': '1.65.1',
  '@size-limit/file': '14.3.0',
  '@storybook/react-vite': '10.6.7',
  '@tailwindcss/postcss': '4.3.5',
  '@tailwindcss/vite': '4.3.5',
  '@testing-library/dom': '10.4.2',
  '@testing-library/react': '16.3.3',
  '@types/node': '26.6.6',
  '@types/pg': '8.23.1',
  '@types/react': '19.3.0',
  '@types/react-dom': '19.3.0',
  '@urql/core': '6.0.3',
  '@vitejs/plugin-react': '6.3.0',
  'axe-core': '4.14.1',
  esbuild: '0.28.2',
  eslint: '10.15.0',
  'eslint-plugin-jsx-a11y-x': '0.2.0',
  'eslint-plugin-react-hooks': '7.1.1',
  globals: '17.14.0',
  graphql: '16.15.0',
  'graphql-yoga': '5.24.1',
  'happy-dom': '21.0.4',
  ioredis: '5.11.1',
  next: '16.4.6',
  'next-intl': '4.15.0',
  pg: '8.23.1',
  'prom-client': '15.1.3',
  react: '19.3.1',
  'react-dom': '19.3.1',
  'react-hook-form': '7.92.0',
  'react-is': '19.3.1',
  recharts: '3.11.1',
  'size-limit': '14.3.0',
  storybook: '10.6.7',
  tailwindcss: '4.3.5',
  typescript: '6.0.3',
  'typescript-eslint': '8.74.0',
  urql: '5.0.4',
  vite: '8.3.8',
  vitest: '5.1.1',
  zod: '4.6.7',
} as const;

export type PackageName = keyof typeof VERSIONS;

/** Of Node and of the package managers, as `packageManager` names them. */
export const NODE_VERSION = '26';
export const PACKAGE_MANAGERS = { npm: '11.19.1', pnpm: '12.21.0', yarn: '4.18.1' } as const;
export type PackageManager = keyof typeof PACKAGE_MANAGERS;

/** Exact versions of packages, in the order that npm keeps them. */
export function pinned(names: readonly PackageName[]): Record<string, string> {
  return Object.fromEntries([...names].sort().map((name) => [name, VERSIONS[name]]));
}
