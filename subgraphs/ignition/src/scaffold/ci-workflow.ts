import { COMMANDS, INSTALL_IN_WORKFLOW } from './package-manager-files.ts';
import { yamlString } from './safe-text.ts';
import type { Project, WorkflowStep } from './template-scaffold.ts';

/** `.github/workflows/ci.yml`: what runs on every push and pull request. */
export function ciWorkflow({ answers, packageManager }: Project, more: readonly WorkflowStep[] = []): string {
  const { setup, run } = COMMANDS[packageManager];
  const steps: WorkflowStep[] = [
    ...(setup === null ? [] : [{ name: `Install ${packageManager}`, run: setup }]),
    { name: 'Install', run: INSTALL_IN_WORKFLOW[packageManager] },
    { name: 'Lint', run: run('lint') },
    { name: 'Check types', run: run('typecheck') },
    { name: 'Test', run: run('test') },
    { name: 'Build', run: run('build') },
    ...more,
  ];
  return `name: CI
on:
  push:
    branches: [${yamlString(answers.required('defaultBranch'))}]
  pull_request:
permissions:
  contents: read
concurrency:
  group: ci-\${{ github.ref }}
  cancel-in-progress: true
jobs:
  check:
    runs-on: ubuntu-latest
    timeout-minutes: 20
${stepsOf(steps)}`;
}

/** The steps of a job from the checkout on. */
export function stepsOf(steps: readonly WorkflowStep[], registry?: string): string {
  return `    steps:
      - uses: actions/checkout@v6
      - uses: actions/setup-node@v6
        with:
          node-version-file: .nvmrc
          package-manager-cache: false
${registry === undefined ? '' : `          registry-url: ${yamlString(registry)}\n`}${steps.map(({ name, run }) => `      - name: ${yamlString(name)}\n        run: ${yamlString(run)}\n`).join('')}`;
}
