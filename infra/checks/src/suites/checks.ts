import { type CommandResult, runCommand } from './run-command.ts';
import type { Tally } from './tally.ts';

interface Check {
  name: string;
  command: string;
  args: readonly string[];
}

const node = process.execPath;
const PARALLEL = 2;

/** The slowest first, so that two at a time end together. */
const checks: readonly Check[] = [
  {
    name: 'lint',
    command: node,
    args: [
      'node_modules/eslint/bin/eslint.js',
      '.',
      '--max-warnings=0',
      '--cache',
      '--cache-strategy=content',
      '--cache-location=node_modules/.cache/eslint/',
    ],
  },
  { name: 'types', command: node, args: ['node_modules/typescript-7/bin/tsc', '--noEmit', '-p', 'tsconfig.json'] },
  {
    name: 'types of the web client',
    command: node,
    args: ['node_modules/typescript-7/bin/tsc', '--noEmit', '-p', 'clients/web/tsconfig.json'],
  },
  {
    name: 'types of the components',
    command: node,
    args: ['node_modules/typescript-7/bin/tsc', '--noEmit', '-p', 'subgraphs/spark/prisma/components'],
  },
  { name: 'contract', command: node, args: ['codegen.ts', '--check'] },
  { name: 'format', command: node, args: ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'] },
  { name: 'unused code and dependencies', command: node, args: ['node_modules/knip/bin/knip.js', '--no-progress'] },
  {
    name: 'architecture',
    command: node,
    args: [
      'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
      '--config',
      '.dependency-cruiser.cjs',
      'codegen.ts',
      'gateway',
      'subgraphs',
      'clients/web',
      'infra',
    ],
  },
  { name: 'requirements have tests', command: node, args: ['infra/checks/src/check-tree.ts', 'requirements'] },
  { name: 'places', command: node, args: ['infra/checks/src/check-tree.ts', 'places'] },
];

/** A fresh clone must hold what the code generates; a developer's tree may be ahead of its last commit. */
const committedContract: Check = {
  name: 'committed contract',
  command: 'git',
  args: ['diff', '--exit-code', 'HEAD', '--', 'schema', 'infra/docs/configuration.md', 'clients/web/src/tokens/base-tokens.css'],
};

/** Runs every check, two at a time, and says how each went; the output of a failed one is shown whole. */
export async function runChecks({ freshClone }: { freshClone: boolean }): Promise<Tally> {
  const waiting = [...checks];
  const tally: Tally = { passed: 0, failed: 0, skipped: 0 };
  const run = async (check: Check) => {
    const result = await runCommand(check.command, check.args);
    tally[result.code === 0 ? 'passed' : 'failed'] += 1;
    report(check, result);
  };
  const worker = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) await run(check);
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
  if (freshClone) await run(committedContract);
  return tally;
}

function report(check: Check, { code, output, seconds }: CommandResult): void {
  console.log(`${code === 0 ? '✓' : '✗'} ${check.name} (${seconds.toFixed(1)} s)`);
  const notes =
    code === 0
      ? output
          .split('\n')
          .filter((line) => line.startsWith('Note: '))
          .join('\n')
      : output.trimEnd();
  if (notes) console.log(notes);
}
