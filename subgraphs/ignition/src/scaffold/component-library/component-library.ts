import { stepsOf } from '../ci-workflow.ts';
import { json, packageNameOf } from '../package-json.ts';
import { COMMANDS, INSTALL_IN_WORKFLOW } from '../package-manager-files.ts';
import { literal, oneLine } from '../safe-text.ts';
import type { Project, TemplateScaffold, WorkflowStep } from '../template-scaffold.ts';
import { themeFile } from '../theme-css.ts';
import type { PackageName } from '../versions.ts';
import { tokensModule } from './files/scripts/write-tokens.ts';

const REGISTRIES: Readonly<Record<string, string>> = { npm: 'https://registry.npmjs.org', github: 'https://npm.pkg.github.com' };

/** Where the package is published; undefined where it is not. */
const registryOf = ({ answers }: Pick<Project, 'answers'>): string | undefined => REGISTRIES[answers.required('registry')];

/** A package of React components, and a site that shows their stories. */
export const componentLibraryScaffold: TemplateScaffold = {
  kind: 'LIBRARY',
  healthPath: '/health',
  dev: { adapter: 'vite', entry: 'index.html' },
  run: { command: ['node', 'serve.mjs'], files: ['serve.mjs', 'dist-site'] },
  packageName({ request, answers }) {
    const owner = answers.text('repositoryOwner');
    // GitHub Packages takes no package without the scope of an owner.
    const scope = answers.text('registry') === 'github' && owner ? `@${owner.toLowerCase()}` : undefined;
    return packageNameOf(request.slug, answers.text('packageScope') ?? scope);
  },
  dependencies: () => [],
  devDependencies({ flags }) {
    const tools: Readonly<Record<string, readonly PackageName[]>> = {
      'tools.axe': ['axe-core'],
      'tools.changesets': ['@changesets/cli'],
      'tools.size-limit': ['@size-limit/file', 'size-limit'],
      'tools.storybook': ['@storybook/react-vite', 'storybook'],
    };
    return [
      ...Object.entries(tools).flatMap(([flag, names]) => (flags.has(flag) ? names : [])),
      '@eslint/js',
      '@tailwindcss/vite',
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
      'react',
      'react-dom',
      'tailwindcss',
      'typescript',
      'typescript-eslint',
      'vite',
      'vitest',
    ];
  },
  scripts({ flags }) {
    const types = flags.has('moduleFormat.dual') ? ' && node scripts/write-cjs-types.mjs' : '';
    return {
      dev: 'vite',
      build: `vite build && tsc -p tsconfig.build.json${types} && vite build --mode site`,
      start: 'node serve.mjs',
      lint: 'eslint . --max-warnings=0',
      typecheck: 'tsc --noEmit',
      test: 'vitest run',
      ...(flags.has('tokenFormat.typescript') ? { tokens: 'node scripts/write-tokens.ts' } : {}),
      ...(flags.has('tools.storybook') ? { storybook: 'storybook dev -p 6006', 'build-storybook': 'storybook build' } : {}),
      ...(flags.has('tools.size-limit') ? { size: 'size-limit' } : {}),
      ...(flags.has('tools.changesets') ? { changeset: 'changeset', version: 'changeset version' } : {}),
    };
  },
  packageMembers(project) {
    const { flags, answers } = project;
    const registry = registryOf(project);
    const types = './dist/index.d.ts';
    const esm = { types, default: './dist/index.js' };
    const cjs = { types: './dist/index.d.cts', default: './dist/index.cjs' };
    return {
      // Node is what it is developed with, not what it runs in.
      engines: undefined,
      ...(registry === undefined
        ? {}
        : { private: false, publishConfig: { registry, access: accessOf(answers.text('repositoryVisibility')) } }),
      types,
      exports: {
        '.': flags.has('moduleFormat.dual') ? { import: esm, require: cjs } : esm,
        './styles.css': './dist/styles.css',
      },
      files: ['dist'],
      sideEffects: ['**/*.css'],
      peerDependencies: { react: '^19.0.0', 'react-dom': '^19.0.0' },
      ...(flags.has('tools.size-limit')
        ? {
            'size-limit': [
              { path: 'dist/index.js', limit: '10 kB' },
              { path: 'dist/styles.css', limit: '20 kB' },
            ],
          }
        : {}),
    };
  },
  files(project) {
    const { request, flags, theme, answers } = project;
    const registry = registryOf(project);
    return [
      { path: 'site/project.ts', content: siteProject(project) },
      ...(flags.has('tokenFormat.typescript')
        ? [{ path: 'src/tokens.ts', content: tokensModule(themeFile(request.themeCss, theme)) }]
        : []),
      ...(flags.has('tools.changesets')
        ? [
            {
              path: '.changeset/config.json',
              content: changesetsConfig(answers.required('defaultBranch'), answers.text('repositoryVisibility')),
            },
          ]
        : []),
      ...(registry === undefined ? [] : [{ path: '.github/workflows/release.yml', content: releaseWorkflow(project, registry) }]),
    ];
  },
  workflowSteps({ flags, packageManager }) {
    const { run } = COMMANDS[packageManager];
    return [
      ...(flags.has('tools.size-limit') ? [{ name: 'Check the size', run: run('size') }] : []),
      ...(flags.has('tools.storybook') ? [{ name: 'Build Storybook', run: run('build-storybook') }] : []),
    ];
  },
  readme(project) {
    const { flags, packageName, packageManager } = project;
    const { run } = COMMANDS[packageManager];
    const registry = registryOf(project);
    const notes = [
      [
        'tokenFormat.typescript',
        `\`src/tokens.ts\` holds the values of the tokens as constants; \`${run('tokens')}\`, and every build, brings it in step with the sheet.`,
      ],
      ['tools.axe', '`src/accessibility.test.tsx` has axe look at every story.'],
      ['tools.storybook', `\`${run('storybook')}\` opens the stories in Storybook.`],
      ['tools.size-limit', `\`${run('size')}\`, after a build, fails where the package has grown past its budget in package.json.`],
      [
        'tools.changesets',
        `\`${run('changeset')}\` notes what a change means for those who use the package; \`${run('version')}\` makes the next version of the notes.`,
      ],
    ] as const;
    return `## Use

\`\`\`tsx
import { Button, Card } from '${packageName}';
import '${packageName}/styles.css';
\`\`\`

Every component has a folder in \`src/components\` with its tests and stories; \`src/index.ts\` names what is offered. The build makes the
package in \`dist\` and, in \`dist-site\`, the site that shows every story, which is what is deployed.

${notes
  .filter(([flag]) => flags.has(flag))
  .map(([, text]) => `- ${text}\n`)
  .join('')}
${registry === undefined ? 'The package is not published.' : `A release on GitHub publishes the package to ${registry} (\`.github/workflows/release.yml\`)${registry === REGISTRIES.npm ? '; the secret `NPM_TOKEN` of the repository must hold a token of npm' : ''}.`}`;
  },
};

function accessOf(visibility: string | undefined): 'public' | 'restricted' {
  return visibility === 'public' ? 'public' : 'restricted';
}

function changesetsConfig(baseBranch: string, visibility: string | undefined): string {
  return json({
    $schema: 'https://unpkg.com/@changesets/config@3/schema.json',
    changelog: '@changesets/cli/changelog',
    commit: false,
    access: accessOf(visibility),
    baseBranch,
  });
}

function siteProject({ request, packageName }: Project): string {
  return `/** What was answered when the project was created. */
export const project: { readonly name: string; readonly description: string | null; readonly packageName: string } = {
  name: ${literal(oneLine(request.name))},
  description: ${literal(request.description === null ? null : oneLine(request.description))},
  packageName: ${literal(packageName)},
};
`;
}

function releaseWorkflow({ packageManager }: Project, registry: string): string {
  const { setup, run } = COMMANDS[packageManager];
  const steps: WorkflowStep[] = [
    ...(setup === null ? [] : [{ name: `Install ${packageManager}`, run: setup }]),
    { name: 'Install', run: INSTALL_IN_WORKFLOW[packageManager] },
    { name: 'Test', run: run('test') },
    { name: 'Build', run: run('build') },
    { name: 'Publish', run: 'npm publish' },
  ];
  const secret = registry === REGISTRIES.npm ? 'NPM_TOKEN' : 'GITHUB_TOKEN';
  return `name: Release
on:
  release:
    types: [published]
permissions:
  contents: read
  packages: write
jobs:
  publish:
    runs-on: ubuntu-latest
    timeout-minutes: 20
${stepsOf(steps, registry)}        env:
          NODE_AUTH_TOKEN: \${{ secrets.${secret} }}
`;
}
