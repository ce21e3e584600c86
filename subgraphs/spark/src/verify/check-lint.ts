import type { ComponentSources } from '../component/component-source.ts';
import type { Check } from './report.ts';
import { checkOf, type CheckRun, runIn, stopped } from './run-checks.ts';
import { INSIDE, LINTED, MODULES_INSIDE } from './workspace.ts';

/** Hooks, accessibility, types, and what a component must not do or import. */
export async function checkLint(run: CheckRun, files: ComponentSources): Promise<Check> {
  const [ran, imports] = await Promise.all([
    runIn(run, [
      'node',
      `${MODULES_INSIDE}/oxlint/bin/oxlint`,
      ...['--config', `${INSIDE}/.oxlintrc.json`, '--format', 'unix', '--threads', '1', LINTED],
    ]),
    importsOf(run.name, files),
  ]);
  const problems = ran.output.split('\n').flatMap(placed);
  const failed = ran.code !== 0 && problems.length === 0;
  return checkOf('lint', ran, [...imports, ...problems, ...(failed ? [stopped(ran, run) ?? ran.output.trim()] : [])]);
}

async function importsOf(name: string, files: ComponentSources): Promise<string[]> {
  const { checkImports } = await import('./check-imports.ts');
  try {
    return checkImports(name, files);
  } catch (error) {
    if (error instanceof RangeError) return ['The code nests too deep to be read.'];
    throw error;
  }
}

/** `lint/Card.tsx:5:3: text [Error/eslint(no-eval)]` → `Card.tsx(5,3): text (no-eval)` */
function placed(line: string): string[] {
  const [, file, row, column, message, rule] = /^lint\/([^:]+):(\d+):(\d+): (.+) \[\w+\/[\w-]+\(([^)]+)\)\]$/.exec(line) ?? [];
  return message === undefined ? [] : [`${file}(${row},${column}): ${message} (${rule})`];
}
