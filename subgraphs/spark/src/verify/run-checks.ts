import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Sandbox, SandboxEnd } from '@wissil/platform/sandbox';
import { z } from 'zod';
import type { Check } from './report.ts';
import { INSIDE, MODULES_INSIDE, TEST_REPORT, type Workspace } from './workspace.ts';

const LIMITS = { memoryBytes: 1024 ** 3, processes: 64 };
const MOST_OUTPUT = 64 * 1024;
const MOST_DETAILS = 20;

interface Ran extends SandboxEnd {
  output: string;
  durationMs: number;
}

export interface CheckRun {
  sandbox: Sandbox;
  workspace: Workspace;
  name: string;
  /** Code that never ends is stopped after so long. */
  seconds: number;
  signal: AbortSignal;
}

/** Compiles with everything that is strict. */
export async function checkTypes(run: CheckRun): Promise<Check> {
  const ran = await runIn(run, ['node', `${MODULES_INSIDE}/typescript-7/bin/tsc`, '-p', INSIDE, '--pretty', 'false']);
  const problems = ran.output
    .split('\n')
    .filter((line) => /error TS\d+/.test(line))
    .map((line) => line.replace(/^src\//, ''));
  const failed = ran.code !== 0;
  return checkOf('types', ran, failed ? (problems.length > 0 ? problems : [stopped(ran, run) ?? ran.output.trim()]) : []);
}

const testReport = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      message: z.string().optional(),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()).nullish(),
          duration: z.number().nullish(),
        }),
      ),
    }),
  ),
});

/** Runs its own tests, and axe on each of its stories, in one go. */
export async function checkBehaviour(run: CheckRun): Promise<Check[]> {
  const ran = await runIn(run, [
    'node',
    `${MODULES_INSIDE}/vitest/vitest.mjs`,
    'run',
    '--configLoader',
    'runner',
    '--config',
    `${INSIDE}/vitest.config.mjs`,
  ]);
  const report = testReport.safeParse(await readJson(join(run.workspace.folder, TEST_REPORT)));
  if (!report.success) {
    const why = [stopped(ran, run) ?? (ran.output.trim().split('\n').slice(-10).join('\n') || 'The tests did not report anything.')];
    return (['tests', 'accessibility'] as const).map((name) => checkOf(name, ran, why));
  }
  const files = report.data.testResults;
  const problemsOf = (accessibility: boolean) =>
    files
      .filter(({ name }) => name.endsWith('.axe.test.tsx') === accessibility)
      .flatMap(({ message, assertionResults }) => [
        ...(assertionResults.length === 0 ? [message?.split('\n')[0] || 'There is no test in it.'] : []),
        ...assertionResults
          .filter(({ status }) => status !== 'passed')
          .map(({ fullName, failureMessages }) => `${fullName.trim()}: ${plain(failureMessages?.[0] ?? 'it did not pass')}`),
      ]);
  const tested = files.some(({ name }) => name.endsWith(`/${run.name}.test.tsx`));
  return [
    checkOf('tests', ran, tested ? problemsOf(false) : ['The tests could not be read.']),
    checkOf('accessibility', ran, problemsOf(true)),
  ];
}

export async function runIn({ sandbox, workspace, seconds, signal }: CheckRun, command: readonly [string, ...string[]]): Promise<Ran> {
  const begun = performance.now();
  let output = '';
  const end = await sandbox.start({
    command,
    mounts: workspace.mounts,
    cwd: INSIDE,
    env: { NO_COLOR: '1', CI: '1' },
    limits: { ...LIMITS, seconds },
    signal,
    onOutput: (text) => {
      if (output.length < MOST_OUTPUT) output += text.slice(0, MOST_OUTPUT - output.length);
    },
  }).ended;
  signal.throwIfAborted();
  return { ...end, output, durationMs: performance.now() - begun };
}

export function checkOf(name: Check['name'], { durationMs }: Ran, details: string[]): Check {
  return {
    name,
    status: details.length === 0 ? 'PASSED' : 'FAILED',
    durationMs: Math.round(durationMs),
    details: details.slice(0, MOST_DETAILS),
  };
}

export function stopped({ reason }: Ran, { seconds }: CheckRun): string | undefined {
  if (reason === 'time') return `It did not end within ${seconds} s and was stopped: look for a loop without an end.`;
  if (reason === 'memory') return 'It took more than 1 GiB of memory and was stopped.';
  if (reason === 'processes') return 'It started too many processes and was stopped.';
  return undefined;
}

/** The first lines of a failure, without colours and stack. */
function plain(message: string): string {
  return stripVTControlCharacters(message).split('\n    at ', 1)[0]?.slice(0, 600) ?? '';
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}
