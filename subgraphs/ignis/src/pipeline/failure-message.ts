import { stripVTControlCharacters } from 'node:util';
import type { SandboxEnd } from '@wissil/platform/sandbox';
import type { Check } from './project-plan.ts';

const LONGEST = 400;

/** Lines that say what is wrong, those that say it best first. */
const TELLING: readonly RegExp[] = [
  /\berror TS\d+:/,
  /^\s*(✖|✗|×|●|FAIL|not ok)\b/,
  /^\s*[\w./@-]+:\d+:\d+.*\b(error|fail)/i,
  /\b\w*Error:/,
  /^\s*(error|fatal)\b/i,
  /\b(error|failed|failure|cannot|could not|must|expected)\b/i,
];

export interface FailedCheck {
  check: Check;
  end: SandboxEnd;
  /** The end of what it said. */
  output: string;
  limits: { memoryBytes: number; seconds: number };
}

/** Why a command ended otherwise than with 0, in a sentence. */
export function failureMessage({ check, end, output, limits }: FailedCheck): string {
  const name = NAMES[check];
  if (end.reason === 'time') return `${name} took longer than ${limits.seconds} s and was stopped.`;
  if (end.reason === 'memory') return `${name} took more than ${Math.round(limits.memoryBytes / 1024 ** 2)} MiB of memory and was stopped.`;
  if (end.reason === 'processes') return `${name} started too many processes at the same time and was stopped.`;
  const how = end.signal ? `was ended by ${end.signal}` : `failed with exit code ${end.code ?? 1}`;
  const telling = tellingLine(output);
  return telling === undefined ? `${name} ${how}; it said nothing.` : `${name} ${how}: ${telling}`;
}

const NAMES: Readonly<Record<Check, string>> = { lint: 'The linter', types: 'The type check', test: 'The test run', build: 'The build' };

function tellingLine(output: string): string | undefined {
  // Without the lines in which commands say what they run.
  const lines = stripVTControlCharacters(output)
    .split('\n')
    .map((line) => line.trim());
  const said = lines.filter((line) => line !== '' && !/^[>$] /.test(line));
  const found = TELLING.map((pattern) => said.find((line) => pattern.test(line))).find((line) => line !== undefined) ?? said.at(-1);
  return found === undefined || found.length <= LONGEST ? found : `${found.slice(0, LONGEST)}…`;
}
