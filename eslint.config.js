import graphqlPlugin from '@graphql-eslint/eslint-plugin';
import eslint from '@eslint/js';
import accessibility from 'eslint-plugin-jsx-a11y-x';
import reactHooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import { defineConfig, globalIgnores } from 'eslint/config';
import typescript from 'typescript-eslint';

const typescriptFiles = ['**/*.ts', '**/*.tsx'];

export default defineConfig(
  globalIgnores(['**/dist/', '**/generated/', '**/node_modules/', '.cache/', '.data/', 'coverage/', '**/scaffold/*/files/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.{js,mjs,cjs}'],
    ignores: ['clients/web/public/**'],
    extends: [eslint.configs.recommended],
    languageOptions: { globals: globals.node },
  },
  {
    files: ['clients/web/public/**/*.js'],
    extends: [eslint.configs.recommended],
    languageOptions: { globals: globals.browser },
  },
  {
    files: typescriptFiles,
    extends: [eslint.configs.recommended, typescript.configs.recommended],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // The compiler says these better.
      'no-undef': 'off',
      'no-redeclare': 'off',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      // Type-aware, and worth what they cost: a promise that nobody waits for, a switch that forgets a case.
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-floating-promises': [
        'error',
        { allowForKnownSafeCalls: [{ from: 'package', package: 'node:test', name: ['test', 'it'] }] },
      ],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false, arguments: false } }],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'max-params': ['error', 4],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Named exports only: a name that is searched for is found.' },
        { selector: 'TSEnumDeclaration', message: 'Types are erased, not compiled: use a union or a const object.' },
      ],
    },
  },
  {
    // Programs that talk to the person at the terminal, and tools' own configuration files.
    files: ['codegen.ts', 'infra/{bench,checks,e2e,start}/**/*.ts', '**/prisma/seed.ts', '**/generate-*.ts'],
    rules: { 'no-console': 'off' },
  },
  // Both are read by tools that ask for a default export.
  { files: ['**/*.config.ts', '**/*.stories.tsx'], rules: { 'no-restricted-syntax': 'off' } },
  {
    // `process.env` is read where configuration is parsed, by programs, and by tests.
    files: ['gateway/src/**/*.ts', 'subgraphs/*/src/**/*.ts', 'infra/platform/src/**/*.ts'],
    ignores: ['**/main.ts', '**/config.ts', '**/*.test.ts', '**/generate-*.ts', 'infra/platform/src/config/**'],
    rules: { 'no-restricted-properties': ['error', { object: 'process', property: 'env', message: 'Settings come from config.ts.' }] },
  },
  {
    files: ['**/*.{test,e2e}.{ts,tsx}', '**/test/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: 'CallExpression[callee.property.name="only"]', message: 'A test that runs alone hides all the others.' },
        { selector: 'CallExpression[callee.property.name="waitForTimeout"]', message: 'Wait for the event, not for a time.' },
      ],
    },
  },
  {
    files: ['clients/web/src/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat['recommended-latest'], accessibility.configs.strict],
    languageOptions: { globals: globals.browser },
  },
  {
    files: ['schema/subgraphs/*.graphql'],
    languageOptions: { parser: graphqlPlugin.parser, parserOptions: { graphQLConfig: { schema: 'schema/supergraph.graphql' } } },
    plugins: { '@graphql-eslint': graphqlPlugin },
    rules: {
      '@graphql-eslint/no-duplicate-fields': 'error',
      '@graphql-eslint/naming-convention': [
        'error',
        {
          types: 'PascalCase',
          FieldDefinition: { style: 'camelCase', ignorePattern: '^_' },
          InputValueDefinition: 'camelCase',
          EnumValueDefinition: 'UPPER_CASE',
        },
      ],
      '@graphql-eslint/no-typename-prefix': 'error',
    },
  },
  {
    files: ['clients/*/src/**/*.graphql'],
    languageOptions: {
      parser: graphqlPlugin.parser,
      parserOptions: { graphQLConfig: { schema: 'schema/api.graphql', documents: 'clients/*/src/**/*.graphql' } },
    },
    plugins: { '@graphql-eslint': graphqlPlugin },
    extends: [graphqlPlugin.configs['flat/operations-recommended']],
    rules: {
      '@graphql-eslint/require-selections': 'error',
      '@graphql-eslint/no-unused-fragments': 'error',
    },
  },
);
