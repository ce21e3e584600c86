// The architecture, enforced (infra/docs/architecture.md says why). Every arrow that is not here is allowed.
const platform = '^infra/platform/';
const gateway = '^gateway/';
const subgraphs = '^subgraphs/';
const web = '^clients/web/';
const testkit = '^infra/testkit/';
const start = '^infra/start/';
const tests = '(\\.(test|e2e|bench)\\.tsx?$|^infra/(testkit|e2e|bench)/|/test/|/testing/|\\.fixture\\.ts$|^vitest\\.config\\.ts$)';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'Modules that need each other at run time are one module; types may refer to each other.',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-subgraph-to-subgraph',
      severity: 'error',
      comment: 'Subgraphs meet in the schema and on the event bus.',
      from: { path: '^subgraphs/([^/]+)/' },
      to: { path: subgraphs, pathNot: '^subgraphs/$1/' },
    },
    {
      name: 'subgraph-stands-on-platform-alone',
      severity: 'error',
      from: { path: subgraphs, pathNot: tests },
      to: { path: `${gateway}|^clients/|^infra/|^codegen\\.ts`, pathNot: platform },
    },
    {
      name: 'gateway-stands-on-platform-alone',
      severity: 'error',
      from: { path: gateway, pathNot: tests },
      to: { path: `${subgraphs}|^clients/|^infra/|^codegen\\.ts`, pathNot: platform },
    },
    {
      name: 'platform-knows-nobody',
      severity: 'error',
      from: { path: platform, pathNot: tests },
      to: { path: `${gateway}|${subgraphs}|^clients/|^infra/|^codegen\\.ts`, pathNot: platform },
    },
    {
      name: 'web-knows-its-generated-documents-alone',
      severity: 'error',
      from: { path: `${web}src/` },
      to: { path: `${gateway}|${subgraphs}|^infra/|^codegen\\.ts`, pathNot: tests },
    },
    {
      name: 'nobody-knows-the-web-client',
      severity: 'error',
      comment: 'It is reached through the browser; codegen.ts alone calls its code generator.',
      from: { pathNot: `${web}|^codegen\\.ts$|^infra/e2e/` },
      to: { path: web },
    },
    {
      name: 'testkit-for-tests-alone',
      severity: 'error',
      from: { pathNot: tests },
      to: { path: testkit },
    },
    {
      name: 'start-is-the-top',
      severity: 'error',
      comment: 'It assembles everybody, so nobody but a test may import it.',
      from: { pathNot: `${start}|${tests}|^infra/checks/` },
      to: { path: start },
    },
    {
      name: 'package-edges',
      severity: 'error',
      comment: 'Another workspace is reached by its package exports, never by a path into its src.',
      from: { path: '^(gateway|clients/[^/]+|subgraphs/[^/]+|infra/[^/]+)/', pathNot: `${tests}|^infra/checks/` },
      to: { path: '/src/', pathNot: '^$1/', dependencyTypes: ['local'] },
    },
    { name: 'nothing-undeclared', severity: 'error', from: { pathNot: tests }, to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] } },
    {
      name: 'nothing-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '/generated/|\\?|^@graphql-typed-document-node/core$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(generated|dist)/|/scaffold/[^/]+/files/|^infra/bench/peers/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js'],
    },
    moduleSystems: ['es6', 'cjs'],
  },
};
