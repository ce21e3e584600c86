import { spawn } from 'node:child_process';
import { InfrastructureFault, ProjectFault } from '../pipeline/project-fault.ts';

/** What npm says where the registry or the way to it is at fault, and not what was asked for. */
const TRANSIENT =
  /\b(ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ENOTFOUND|EPIPE|ERR_SOCKET_TIMEOUT|ENETUNREACH|EHOSTUNREACH|EIDLETIMEOUT|E5\d\d|E429|EINTEGRITY|ENOSPC)\b/;

const MOST_KEPT = 64 * 1024;

/** How long one installation may take in all, and the answer to one request, in milliseconds. */
const LIMIT_MS = 10 * 60_000;
const REQUEST_MS = 60_000;

const SETTINGS = [
  ...['--ignore-scripts', '--no-audit', '--no-fund', '--no-progress', '--no-update-notifier', '--loglevel=error', '--color=false'],
  ...['--fetch-retries=1', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000', `--fetch-timeout=${REQUEST_MS}`],
];

export interface NpmOptions {
  folder: string;
  /** Of packages as they were downloaded; npm checks each against the lock file. */
  cache: string;
  signal: AbortSignal;
  onOutput: (text: string) => void;
}

/**
 * Runs npm outside the sandbox, where it reaches the registry; no script of any package runs. The machine's own settings of npm apply.
 * @throws ProjectFault, InfrastructureFault
 */
export async function runNpm(command: 'ci' | 'install', { folder, cache, signal, onOutput }: NpmOptions): Promise<void> {
  const limit = AbortSignal.timeout(LIMIT_MS);
  const child = spawn('npm', [command, ...SETTINGS, `--prefix=${folder}`, `--cache=${cache}`], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: AbortSignal.any([signal, limit]),
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-MOST_KEPT);
      onOutput(text);
    });
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.once('error', reject);
  child.once('close', resolve);
  const code = await promise.catch((error: NodeJS.ErrnoException) => {
    signal.throwIfAborted();
    if (limit.aborted) throw new InfrastructureFault(`Installing the packages took longer than ${LIMIT_MS / 60_000} minutes.`);
    if (error.code === 'ENOENT')
      throw new InfrastructureFault('npm is not on the PATH of IGNIS. Install it beside Node, and start WISSIL again.');
    throw error;
  });
  signal.throwIfAborted();
  if (code === 0) return;
  const problem = firstProblem(said) ?? `npm ended with exit code ${code}`;
  throw TRANSIENT.test(said) ? new InfrastructureFault(problem) : new ProjectFault(`The packages cannot be installed: ${problem}`);
}

/** The first line that says what is wrong, without npm's marks. */
function firstProblem(output: string): string | undefined {
  const lines = output.split('\n').map((line) => line.replace(/^npm (error|ERR!) ?/, '').trim());
  return lines.find((line) => line !== '' && !/^(code|errno|syscall) /.test(line))?.slice(0, 500);
}
