import { COMMANDS } from '../package-manager-files.ts';
import { projectFile } from '../project-file.ts';
import type { TemplateScaffold } from '../template-scaffold.ts';
import type { PackageName } from '../versions.ts';

const LIBRARIES: Readonly<Record<string, readonly PackageName[]>> = {
  'libraries.urql': ['urql', '@urql/core', 'graphql'],
  'libraries.zod': ['zod'],
  'libraries.react-hook-form': ['react-hook-form'],
  'libraries.next-intl': ['next-intl'],
  // It asks for React's own version of react-is.
  'libraries.recharts': ['recharts', 'react-is'],
};

/** An application of Next.js whose standalone output runs with Node alone. */
export const nextjsApplicationScaffold: TemplateScaffold = {
  kind: 'NEXTJS',
  healthPath: '/api/health',
  dev: { adapter: 'next', entry: '.' },
  run: { command: ['node', 'dist/server.js'], files: ['dist'] },
  dependencies: ({ flags }) => [
    'next',
    'react',
    'react-dom',
    ...Object.entries(LIBRARIES).flatMap(([flag, names]) => (flags.has(flag) ? names : [])),
    ...(flags.has('libraries.zod') && flags.has('libraries.react-hook-form') ? (['@hookform/resolvers'] as const) : []),
  ],
  devDependencies: ({ flags }) => [
    ...(flags.has('testing.vitest-playwright') ? (['@playwright/test'] as const) : []),
    '@eslint/js',
    '@next/eslint-plugin-next',
    '@tailwindcss/postcss',
    '@testing-library/dom',
    '@testing-library/react',
    '@types/node',
    '@types/react',
    '@types/react-dom',
    '@vitejs/plugin-react',
    'eslint',
    'eslint-plugin-jsx-a11y-x',
    'eslint-plugin-react-hooks',
    'globals',
    'happy-dom',
    'tailwindcss',
    'typescript',
    'typescript-eslint',
    'vite',
    'vitest',
  ],
  scripts: ({ flags }) => ({
    dev: 'next dev',
    build: 'next build && node scripts/package.mjs',
    start: 'node dist/server.js',
    lint: 'eslint . --max-warnings=0',
    typecheck: 'next typegen && tsc --noEmit',
    test: 'vitest run',
    ...(flags.has('testing.vitest-playwright') ? { 'test:e2e': 'playwright test' } : {}),
  }),
  files: (project) => [projectFile(project)],
  workflowSteps: ({ flags, packageManager }) =>
    flags.has('testing.vitest-playwright')
      ? [
          { name: 'Install a browser', run: 'npx playwright install --with-deps chromium' },
          { name: 'Test in the browser', run: COMMANDS[packageManager].run('test:e2e') },
        ]
      : [],
  readme: ({ flags }) => `## Where things are

| path | what |
| --- | --- |
| \`src/app\` | pages and routes |
| \`src/components\` | what pages are made of, each with its test |
| \`src/styles/app.css\` | the purposes of the tokens as Tailwind utilities: \`bg-raised\`, \`text-ink-soft\` |
${NOTES.filter(([flag]) => flags.has(flag))
  .map(([, row]) => `${row}\n`)
  .join('')}`,
};

const NOTES: readonly (readonly [flag: string, row: string])[] = [
  ['libraries.next-intl', '| `messages` | the texts, in English and German |'],
  ['libraries.urql', '| `src/graphql` | the GraphQL client; `NEXT_PUBLIC_GRAPHQL_URL` names the graph |'],
  ['libraries.react-hook-form', '| `src/components/greeting-form.tsx` | a form that says what is wrong |'],
  ['libraries.recharts', '| `src/components/trend-chart.tsx` | a chart that wears the tokens |'],
  ['testing.vitest-playwright', '| `e2e` | tests in the browser: `npx playwright install chromium` once, then `test:e2e` after a build |'],
];
