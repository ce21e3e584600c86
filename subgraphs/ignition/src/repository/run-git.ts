import { spawn } from 'node:child_process';
import { buffer, text } from 'node:stream/consumers';
import { PermanentFailure } from '@wissil/platform/jobs';

/** Git did not do what it was told. */
class GitError extends Error {
  override readonly name = 'GitError';
}

/** What holds wherever Git runs: no hooks, and a record of every move of a branch. */
const SETTINGS = {
  'core.hooksPath': '/dev/null',
  'core.logAllRefUpdates': 'true',
  'gc.reflogExpire': 'never',
  'gc.autoDetach': 'false',
  'safe.directory': '*',
};

/**
 * Nothing of the host's environment and configuration reaches Git.
 * @param settings win over those of the repository
 */
export function gitEnvironment(home: string, settings: Readonly<Record<string, string>> = {}): Record<string, string> {
  const entries = Object.entries({ ...SETTINGS, ...settings });
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    HOME: home,
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_COMMITTER_NAME: 'IGNITION',
    GIT_COMMITTER_EMAIL: 'ignition@wissil.invalid',
    GIT_CONFIG_COUNT: String(entries.length),
    ...Object.fromEntries(
      entries.flatMap(([key, value], index) => [
        [`GIT_CONFIG_KEY_${index}`, key],
        [`GIT_CONFIG_VALUE_${index}`, value],
      ]),
    ),
  };
}

/**
 * Runs Git, without a shell, to its end.
 * @param home an existing folder
 * @throws GitError with what Git says, PermanentFailure where there is no Git
 */
export async function runGit(home: string, args: readonly string[], input: string | Buffer = ''): Promise<string> {
  const child = spawn('git', args, { cwd: home, env: gitEnvironment(home), stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  child.stdin.on('error', () => undefined).end(input);
  const [output, said, code] = await Promise.all([buffer(child.stdout), text(child.stderr), ended.catch(notStarted)]);
  if (code !== 0) throw new GitError(`git ${args.find((each) => !each.startsWith('-'))} ended with ${code}: ${said.trim().slice(0, 500)}`);
  return output.toString('utf8');
}

export function notStarted(error: NodeJS.ErrnoException): never {
  if (error.code !== 'ENOENT') throw error;
  throw new PermanentFailure(
    'There is no Git on the machine that IGNITION runs on, and without it there are no repositories.',
    'Install Git there (apt-get install git), or set GITHUB_TOKEN to have the repositories at GitHub.',
    { cause: error },
  );
}
