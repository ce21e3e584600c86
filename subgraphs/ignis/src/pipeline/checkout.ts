import { mkdir } from 'node:fs/promises';
import { git, type GitOptions } from './git.ts';
import { ProjectFault } from './project-fault.ts';

export interface CheckoutRequest {
  cloneUrl: string;
  /** Null: the newest of the branch. */
  commit: string | null;
  branch: string | null;
}

export interface Checkout {
  commit: string;
  /** The hash of everything in the commit, and of nothing else. */
  tree: string;
}

/**
 * Puts one commit of the repository into the folder, which is made.
 * @throws ProjectFault, InfrastructureFault
 */
export async function checkout({ cloneUrl, commit, branch }: CheckoutRequest, options: GitOptions): Promise<Checkout> {
  await mkdir(options.folder, { recursive: true });
  const run = (...arguments_: string[]) => git(arguments_, options);
  await run('init', '--quiet');
  await run('remote', 'add', 'origin', cloneUrl);
  if (commit === null) await run('fetch', '--quiet', '--depth=1', '--no-tags', 'origin', `refs/heads/${branch ?? 'main'}`);
  else await fetchCommit(commit, run);
  await run('checkout', '--quiet', '--force', commit ?? 'FETCH_HEAD');
  return { commit: await run('rev-parse', 'HEAD'), tree: await run('rev-parse', 'HEAD^{tree}') };
}

/** Not every server gives away a commit by its hash: of those that do not, all branches are fetched. */
async function fetchCommit(commit: string, run: (...arguments_: string[]) => Promise<string>): Promise<void> {
  try {
    await run('fetch', '--quiet', '--depth=1', '--no-tags', 'origin', commit);
  } catch (error) {
    if (!(error instanceof ProjectFault) || !/not our ref|unadvertised/i.test(error.message)) throw error;
    await run('fetch', '--quiet', '--no-tags', 'origin', '+refs/heads/*:refs/remotes/origin/*');
    const there = await run('cat-file', '-t', commit).catch((missing: unknown) => {
      if (missing instanceof ProjectFault || (missing as Error).name === 'InfrastructureFault') return undefined;
      throw missing;
    });
    if (there !== 'commit') throw new ProjectFault(`The repository has no commit ${commit} on any branch.`, { cause: error });
  }
}

/** The newest commit of a branch, without fetching it. */
export async function newestCommit(cloneUrl: string, branch: string, options: GitOptions): Promise<string> {
  const answer = await git(['ls-remote', '--heads', cloneUrl, `refs/heads/${branch}`], options);
  const commit = /^[0-9a-f]+/.exec(answer)?.[0];
  if (commit === undefined) throw new ProjectFault(`The repository has no branch ${branch}.`);
  return commit;
}
