import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { WissilError } from '../errors/index.ts';
import { BASE_ARGUMENTS } from './bubblewrap-arguments.ts';
import { BubblewrapProcess } from './bubblewrap-process.ts';
import type { Sandbox } from './sandbox.ts';

const PROBE_MS = 10_000;

let opened: Promise<Sandbox> | undefined;

/** The sandbox of this host; looked for once. */
export function openSandbox(): Promise<Sandbox> {
  return (opened ??= probe());
}

async function probe(): Promise<Sandbox> {
  try {
    await promisify(execFile)('bwrap', [...BASE_ARGUMENTS, 'true'], { timeout: PROBE_MS });
    return { kind: 'bubblewrap', start: (spec) => new BubblewrapProcess(spec) };
  } catch (error) {
    const { code, stderr, message } = error as NodeJS.ErrnoException & { stderr?: string };
    const why =
      code === 'ENOENT'
        ? 'bubblewrap is not installed. Install it (on Debian: apt-get install bubblewrap)'
        : `bubblewrap cannot make a sandbox (${stderr?.trim() || message}). Allow user namespaces to the user that WISSIL runs as`;
    return {
      kind: 'missing',
      start() {
        throw new WissilError(
          'UNAVAILABLE',
          `Code that nobody has read runs only in a sandbox, and on this host ${why}, then start WISSIL again.`,
        );
      },
    };
  }
}
