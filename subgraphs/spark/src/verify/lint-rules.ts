/** Hooks, accessibility, types and what a component must not do: oxlint's rules of the kinds that eslint has here, in milliseconds. */
export const LINT_CONFIG = {
  plugins: ['eslint', 'typescript', 'react', 'jsx-a11y'],
  categories: { correctness: 'error' },
  rules: {
    'react/rules-of-hooks': 'error',
    'react/exhaustive-deps': 'error',
    'react/no-array-index-key': 'error',
    'react/jsx-no-target-blank': 'error',
    'eslint/eqeqeq': ['error', 'always', { null: 'ignore' }],
    'eslint/no-console': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
    // A component renders what it is given: it runs no text as code, and calls nobody.
    'react/no-danger': 'error',
    'react/jsx-no-script-url': 'error',
    'eslint/no-script-url': 'error',
    'eslint/no-eval': 'error',
    'eslint/no-implied-eval': 'error',
    'eslint/no-new-func': 'error',
    'eslint/no-restricted-globals': [
      'error',
      ...['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource', 'Worker', 'importScripts'],
      ...['localStorage', 'sessionStorage', 'indexedDB', 'caches', 'process', 'require', 'eval', 'Function'],
    ],
    'eslint/no-restricted-properties': [
      'error',
      { object: 'document', property: 'cookie', message: 'A component reads no cookies.' },
      ...['fetch', 'sendBeacon', 'XMLHttpRequest', 'WebSocket', 'EventSource'].map((property) => ({
        property,
        message: 'A component calls nobody: it is given what it shows.',
      })),
      { property: 'innerHTML', message: 'Render elements.' },
      { property: 'outerHTML', message: 'Render elements.' },
      { property: 'insertAdjacentHTML', message: 'Render elements.' },
    ],
    // As eslint-plugin-jsx-a11y recommends them: panels and scrolled regions take focus, lists may be list boxes.
    'jsx-a11y/no-noninteractive-tabindex': ['error', { tags: [], roles: ['tabpanel', 'region'] }],
    'jsx-a11y/no-noninteractive-element-to-interactive-role': [
      'error',
      {
        ul: ['listbox', 'menu', 'menubar', 'radiogroup', 'tablist', 'tree', 'treegrid'],
        li: ['menuitem', 'option', 'row', 'tab', 'treeitem'],
      },
    ],
    'jsx-a11y/no-static-element-interactions': 'error',
    // A native dialog hears its backdrop; options are reached from the field that has the focus; a scrolled table is a region.
    'jsx-a11y/click-events-have-key-events': 'off',
    'jsx-a11y/no-noninteractive-element-interactions': 'off',
    'jsx-a11y/prefer-tag-over-role': 'off',
  },
  overrides: [
    // What is tested may be anything, and tests reach for the page.
    { files: ['*.test.tsx'], rules: { 'jsx-a11y/no-static-element-interactions': 'off', 'typescript/no-explicit-any': 'off' } },
  ],
} as const;
