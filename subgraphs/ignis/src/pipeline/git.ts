import { spawn } from 'node:child_process';
import { InfrastructureFault, ProjectFault } from './project-fault.ts';

/** Nothing that the machine or its user has set up applies, and only http is spoken. */
const SETTINGS: readonly (readonly [string, string])[] = [
  ['core.hooksPath', '/dev/null'],
  ['core.autocrlf', 'false'],
  ['credential.helper', ''],
  ['protocol.allow', 'never'],
  ['protocol.http.allow', 'always'],
  ['protocol.https.allow', 'always'],
  // A header with the identity of this service goes to whom it is for, and nowhere else.
  ['http.followRedirects', 'false'],
  ['http.lowSpeedLimit', '1000'],
  ['http.lowSpeedTime', '30'],
  ['advice.detachedHead', 'false'],
  ['gc.auto', '0'],
];

const MOST_OUTPUT = 64 * 1024;

/** What no further attempt changes. */
const FINAL =
  /not found|couldn't find remote ref|could not find remote branch|not our ref|unadvertised object|authentication failed|could not read username|returned error: 40[0134]|unable to read tree|did not match any/i;

export interface GitOptions {
  folder: string;
  /** Sent with every request; kept off the command line, which others on the machine can read. */
  headers?: readonly string[];
  /** Of its output, which is cut there. */
  mostBytes?: number;
  signal: AbortSignal;
}

/**
 * The output of git.
 * @throws ProjectFault where the repository or the commit is not there, InfrastructureFault where the host does not answer
 */
export async function git(
  arguments_: readonly string[],
  { folder, headers = [], mostBytes = MOST_OUTPUT, signal }: GitOptions,
): Promise<string> {
  const settings = [...SETTINGS, ...headers.map((header) => ['http.extraHeader', header] as const)];
  const child = spawn('git', arguments_, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
    env: {
      PATH: '/usr/local/bin:/usr/bin:/bin',
      HOME: '/nonexistent',
      LC_ALL: 'C',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_TERMINAL_PROMPT: '0',
      GIT_CONFIG_COUNT: String(settings.length),
      ...Object.fromEntries(
        settings.flatMap(([key, value], index) => [
          [`GIT_CONFIG_KEY_${index}`, key],
          [`GIT_CONFIG_VALUE_${index}`, value],
        ]),
      ),
    },
  });
  let [output, problems] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output = (output + text).slice(0, mostBytes)));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (problems = (problems + text).slice(-MOST_OUTPUT)));
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.once('error', reject);
  child.once('close', resolve);
  const code = await promise.catch((error: NodeJS.ErrnoException) => {
    signal.throwIfAborted();
    if (error.code === 'ENOENT')
      throw new InfrastructureFault('git is not installed on this host. Install it (on Debian: apt-get install git).');
    throw error;
  });
  signal.throwIfAborted();
  if (code === 0) return output.trimEnd();
  const said = lastProblem(problems) ?? `git ${arguments_[0]} ended with exit code ${code}`;
  throw FINAL.test(problems) ? new ProjectFault(said) : new InfrastructureFault(said);
}

function lastProblem(problems: string): string | undefined {
  const lines = problems.split('\n').map((line) => line.trim());
  return lines.findLast((line) => /^(fatal|error|remote):/.test(line))?.slice(0, 500);
}
