import { expect, it } from 'vitest';
import { isTest, readSource, sourcePaths } from './source-files.ts';

/** Files at the root that tools and npm look for there. */
const TOOL_FILES = /^(package-lock\.json|tsconfig\.json|knip\.json|[a-z]+\.config\.(js|ts))$/;

/** The packages of the card, each with the words that its ADR holds where another one took its place. */
const CARD: Record<string, string | undefined> = {
  '@apollo/gateway': 'stays a development dependency',
  '@apollo/subgraph': undefined,
  'graphql-yoga': undefined,
  '@pothos/core': undefined,
  // Prisma: its client is generated code.
  '@prisma/adapter-pg': undefined,
  ioredis: undefined,
  'graphql-redis-subscriptions': undefined,
  nats: '@nats-io/transport-node',
  esbuild: undefined,
  '@kubernetes/client-node': undefined,
  urql: undefined,
  react: undefined,
  vite: undefined,
  '@graphql-codegen/cli': undefined,
  vitest: undefined,
};

it('[SHAPE-4] the top level is what the requirement names, and what tools look for there', () => {
  const top = new Set(sourcePaths().map((path) => path.split('/')[0] ?? path));
  const shown = [...top].filter((name) => !name.startsWith('.') && !TOOL_FILES.test(name)).sort();
  expect(shown).toEqual(['README.md', 'clients', 'codegen.ts', 'gateway', 'infra', 'package.json', 'schema', 'subgraphs']);
});

it.each(Object.entries(CARD))('[SHAPE-3] %s is used, or an ADR says what took its place', (name, replacement) => {
  const paths = sourcePaths();
  if (replacement !== undefined) {
    const records = paths.filter((path) => path.startsWith('infra/docs/adr/')).map(readSource);
    expect(records.filter((text) => text.includes(name) && text.includes(replacement))).not.toEqual([]);
    return;
  }
  const manifests = paths.filter((path) => /(^|\/)package\.json$/.test(path)).map((path) => JSON.parse(readSource(path)) as Manifest);
  expect(manifests.some(({ dependencies, devDependencies }) => name in { ...dependencies, ...devDependencies })).toBe(true);
  const imported = new RegExp(`(from |import\\()'${name}['/]`);
  expect(
    paths.filter((path) => /\.tsx?$/.test(path) && !isTest(path) && !path.includes('/testing/') && imported.test(readSource(path))),
  ).not.toEqual([]);
});

interface Manifest {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}
