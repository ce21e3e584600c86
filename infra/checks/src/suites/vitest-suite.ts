import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from './run-command.ts';
import type { Tally } from './tally.ts';

interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
}

/** Runs one vitest project with its output shown. A run that breaks outside of a test (an import, an unhandled rejection) counts as one failure. */
export async function runVitest(args: readonly string[]): Promise<Tally> {
  const folder = await mkdtemp(join(tmpdir(), 'wissil-tests-'));
  const reportPath = join(folder, 'report.json');
  try {
    const { code } = await runCommand(
      process.execPath,
      ['node_modules/vitest/vitest.mjs', 'run', ...args, '--reporter=default', '--reporter=json', `--outputFile.json=${reportPath}`],
      { stream: true },
    );
    const text = await readFile(reportPath, 'utf8').catch(() => undefined);
    return text === undefined ? { passed: 0, failed: 1, skipped: 0 } : tallyOf(JSON.parse(text) as VitestReport, code);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export function tallyOf(report: VitestReport, code: number): Tally {
  return {
    passed: report.numPassedTests,
    failed: code !== 0 && report.numFailedTests === 0 ? 1 : report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}
