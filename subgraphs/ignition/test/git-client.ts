import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';

export interface GitAnswer {
  code: number | null;
  output: string;
  /** What it says to people. */
  said: string;
}

/** Plain Git, as on anybody's machine. */
export async function git(cwd: string, ...args: string[]): Promise<GitAnswer> {
  const child = spawn('git', args, {
    cwd,
    env: {
      PATH: process.env['PATH'],
      HOME: cwd,
      LC_ALL: 'C',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_TERMINAL_PROMPT: '0',
      GIT_AUTHOR_NAME: 'Ada Lovelace',
      GIT_AUTHOR_EMAIL: 'ada@example.org',
      GIT_COMMITTER_NAME: 'Ada Lovelace',
      GIT_COMMITTER_EMAIL: 'ada@example.org',
    },
  });
  child.stdin.end();
  const ended = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  const [output, said, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, output: output.trim(), said };
}

/** The same, where it has to go well. Returns what it prints. */
export async function gitWell(cwd: string, ...args: string[]): Promise<string> {
  const { code, output, said } = await git(cwd, ...args);
  if (code !== 0) throw new Error(`git ${args.join(' ')} ended with ${code}: ${said}`);
  return output;
}

/** Writes files and commits them. Returns the commit. */
export async function commit(cwd: string, message: string, files: Readonly<Record<string, string | Buffer>>): Promise<string> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(cwd, path)), { recursive: true });
    await writeFile(join(cwd, path), content);
  }
  await gitWell(cwd, 'add', '--all');
  await gitWell(cwd, 'commit', '--quiet', '--message', message);
  return gitWell(cwd, 'rev-parse', 'HEAD');
}

/** The address with an access token as the password. */
export function withToken(url: string, token: string): string {
  const address = new URL(url);
  address.username = 'anybody';
  address.password = token;
  return address.href;
}
