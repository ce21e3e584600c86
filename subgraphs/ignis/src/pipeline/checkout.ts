import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { git, type GitOptions } from './git.ts';
import { ProjectFault } from './project-fault.ts';

export interface CheckoutRequest {
  cloneUrl: string;
  commit: string;
  /** Made, and without git's own files afterwards: what runs in it must not change what git does. */
  folder: string;
}

/**
 * Puts one commit of the repository into the folder.
 * @returns the hash of its tree: of everything in the commit, and of nothing else
 * @throws ProjectFault, InfrastructureFault
 */
export async function checkout({ cloneUrl, commit, folder }: CheckoutRequest, options: Omit<GitOptions, 'folder'>): Promise<string> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  const run = (...arguments_: string[]) => git(arguments_, { ...options, folder });
  await run('init', '--quiet');
  await run('remote', 'add', 'origin', cloneUrl);
  await fetchCommit(commit, run);
  await run('checkout', '--quiet', '--force', commit);
  const tree = await run('rev-parse', 'HEAD^{tree}');
  await rm(join(folder, '.git'), { recursive: true, force: true });
  return tree;
}

/** Not every server gives away a commit by its hash: of those that do not, all branches are fetched. */
async function fetchCommit(commit: string, run: (...arguments_: string[]) => Promise<string>): Promise<void> {
  try {
    await run('fetch', '--quiet', '--depth=1', '--no-tags', 'origin', commit);
  } catch (error) {
    if (!(error instanceof ProjectFault) || !/not our ref|unadvertised/i.test(error.message)) throw error;
    await run('fetch', '--quiet', '--no-tags', 'origin', '+refs/heads/*:refs/remotes/origin/*');
    const branches = await run('branch', '--remotes', '--contains', commit).catch(() => '');
    if (branches === '') throw new ProjectFault(`The repository has no commit ${commit} on any branch.`, { cause: error });
  }
}

/** The newest commit of a branch, without fetching it. */
export async function newestCommit(cloneUrl: string, branch: string, options: GitOptions): Promise<string> {
  const answer = await git(['ls-remote', '--heads', cloneUrl, `refs/heads/${branch}`], options);
  const commit = /^[0-9a-f]+/.exec(answer)?.[0];
  if (commit === undefined) throw new ProjectFault(`The repository has no branch ${branch}.`);
  return commit;
}
