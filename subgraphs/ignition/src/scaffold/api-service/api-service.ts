import { projectFile } from '../project-file.ts';
import type { TemplateScaffold } from '../template-scaffold.ts';
import type { PackageName } from '../versions.ts';

/** A service on Node's own HTTP server, bundled into one file. */
export const apiServiceScaffold: TemplateScaffold = {
  kind: 'SERVICE',
  healthPath: '/health',
  dev: { adapter: 'node', entry: 'src/main.ts' },
  run: { command: ['node', 'dist/server.js'], files: ['package.json', 'dist'] },
  dependencies({ flags }) {
    const chosen: Readonly<Record<string, readonly PackageName[]>> = {
      'apiStyle.graphql': ['@apollo/subgraph', 'graphql', 'graphql-yoga'],
      'database.postgresql': ['pg'],
      'features.redis': ['ioredis'],
      'features.nats': ['@nats-io/transport-node'],
      'features.metrics': ['prom-client'],
      'features.tracing': [
        '@opentelemetry/api',
        '@opentelemetry/exporter-trace-otlp-http',
        '@opentelemetry/resources',
        '@opentelemetry/sdk-trace-node',
      ],
    };
    return ['zod', ...Object.entries(chosen).flatMap(([flag, names]) => (flags.has(flag) ? names : []))];
  },
  devDependencies: ({ flags }) => [
    ...(flags.has('database.postgresql') ? (['@types/pg'] as const) : []),
    '@eslint/js',
    '@types/node',
    'esbuild',
    'eslint',
    'globals',
    'typescript',
    'typescript-eslint',
    'vite',
    'vitest',
  ],
  scripts: () => ({
    dev: 'node --watch src/main.ts',
    build: 'node build.mjs',
    start: 'node dist/server.js',
    lint: 'eslint . --max-warnings=0',
    typecheck: 'tsc --noEmit',
    test: 'vitest run',
  }),
  files: (project) => [projectFile(project)],
  readme: ({ flags, healthPath }) => `## What it does

| address | what |
| --- | --- |
| \`/api/items\` | items as JSON: \`GET\`, \`POST\`; \`GET\`, \`PATCH\`, \`DELETE\` of \`/api/items/<id>\` |
${flags.has('apiStyle.graphql') ? '| `/graphql` | the same items as a subgraph of a federated graph |' : '| `/openapi.json` | the description of the service in OpenAPI 3.1 |'}
| \`${healthPath}\` | \`{"status":"ok"}\` |
${flags.has('features.metrics') ? '| `/metrics` | metrics for Prometheus |\n' : ''}
| setting | default | what |
| --- | --- | --- |
| \`PORT\` | 8080 | a number, or the path of a Unix socket |
| \`HOST\` | 127.0.0.1 | where it listens |
${SETTINGS.filter(([flag]) => flags.has(flag))
  .map(([, row]) => `${row}\n`)
  .join('')}
${flags.has('emailTokens') ? '`renderMail` in `src/mail/mail.ts` writes e-mails that wear the tokens; errors are pages for those who ask for HTML.' : ''}
`,
};

const SETTINGS: readonly (readonly [flag: string, row: string])[] = [
  ['database.postgresql', '| `DATABASE_URL` | | PostgreSQL; without it items live in memory, and the log says so |'],
  ['features.redis', '| `REDIS_URL` | | Redis, for items that are read often; without it nothing is cached |'],
  ['features.nats', '| `NATS_URL` | | NATS, told of every change of an item; without it nobody is told |'],
  ['features.tracing', '| `OTEL_EXPORTER_OTLP_ENDPOINT` | | a collector of OpenTelemetry; without it nothing is traced |'],
];
