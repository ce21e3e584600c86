import { lstat, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConflictError, WissilError } from '@wissil/platform/errors';
import { git } from '../pipeline/git.ts';
import { InfrastructureFault, ProjectFault } from '../pipeline/project-fault.ts';
import { isClosed } from './workspace-path.ts';

/** What tools put into the folder of a project that does not ignore it itself. */
const EXCLUDED = ['/node_modules', '/.next', '/next-env.d.ts'];

const MOST_LISTED_BYTES = 8 * 1024 * 1024;
/** The most files that a project shows. */
const MOST_LISTED = 20_000;

export interface Repository {
  cloneUrl: string;
  branch: string;
}

export interface FileEntry {
  path: string;
  size: number;
}

export interface Change {
  path: string;
  status: 'ADDED' | 'MODIFIED' | 'DELETED';
}

export interface WorkspaceState {
  commit: string;
  changes: Change[];
}

export interface Committed {
  commit: string;
  /** Files that are now as others have pushed them. */
  taken: string[];
}

export interface Author {
  name: string;
  email: string;
}

/**
 * Git over the folder of one project. Its own files lie outside of the folder: what runs in the sandbox can neither read nor change
 * what Git is told to do.
 */
export class WorkspaceGit {
  readonly #tree: string;
  readonly #gitFolder: string;
  readonly #repository: Repository;

  constructor({ tree, gitFolder, repository }: { tree: string; gitFolder: string; repository: Repository }) {
    this.#tree = tree;
    this.#gitFolder = gitFolder;
    this.#repository = repository;
  }

  /** The newest commit of the branch, into an empty folder. What an earlier attempt has left goes. */
  async clone(headers: readonly string[], signal: AbortSignal): Promise<string> {
    const { cloneUrl, branch } = this.#repository;
    for (const folder of [this.#tree, this.#gitFolder]) await rm(folder, { recursive: true, force: true });
    await mkdir(this.#tree, { recursive: true });
    const run = this.#runner(headers, signal);
    await run('init', '--quiet', `--initial-branch=${branch}`);
    await mkdir(join(this.#gitFolder, 'info'), { recursive: true });
    await writeFile(join(this.#gitFolder, 'info', 'exclude'), `${EXCLUDED.join('\n')}\n`);
    await run('remote', 'add', 'origin', cloneUrl);
    await this.#fetch(run);
    await run('checkout', '--quiet', '--force', '-B', branch, this.#remoteBranch);
    return run('rev-parse', 'HEAD');
  }

  /** Takes over what others have pushed, where nothing here is in its way; says which files changed. */
  async follow(headers: readonly string[], signal: AbortSignal): Promise<string[]> {
    const run = this.#runner(headers, signal);
    const before = await run('rev-parse', 'HEAD');
    await this.#fetch(run);
    await run('merge', '--quiet', '--ff-only', this.#remoteBranch).catch((error: unknown) => {
      if (!(error instanceof InfrastructureFault || error instanceof ProjectFault)) throw error;
    });
    return paths(await run('diff', '--name-only', '-z', before, 'HEAD'));
  }

  /** Every file that is in the repository or may be committed to it, by path. */
  async list(signal: AbortSignal): Promise<FileEntry[]> {
    const listed = await this.#runner([], signal)('ls-files', '-z', '--cached', '--others', '--exclude-standard');
    const listedPaths = [...new Set(paths(listed).filter((path) => !isClosed(path)))].slice(0, MOST_LISTED);
    const entries = await Promise.all(
      listedPaths.map(async (path) => {
        const stats = await lstat(join(this.#tree, path)).catch(() => undefined);
        return stats?.isFile() ? { path, size: stats.size } : undefined;
      }),
    );
    return entries.filter((entry) => entry !== undefined).sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  async state(signal: AbortSignal): Promise<WorkspaceState> {
    const run = this.#runner([], signal);
    const [commit, status] = [
      await run('rev-parse', 'HEAD'),
      await run('status', '--porcelain=v1', '-z', '--untracked-files=all', '--no-renames'),
    ];
    return { commit, changes: paths(status).map(changeOf) };
  }

  /**
   * Commits every change and pushes it. Where others have pushed meanwhile, the commit is put on top of theirs.
   * @throws ConflictError where nothing has changed, or both changed the same; then the changes are as they were
   */
  async commit(
    { message, author, headers }: { message: string; author: Author; headers: readonly string[] },
    signal: AbortSignal,
  ): Promise<Committed> {
    const run = this.#runner(headers, signal);
    const as = ['-c', `user.name=${author.name}`, '-c', `user.email=${author.email}`];
    await run('add', '--all');
    const isClean = (await run('status', '--porcelain=v1', '--untracked-files=no')) === '';
    await this.#fetch(run);
    // A commit whose push was cut off earlier is pushed now.
    if (isClean && (await run('rev-list', '--count', `${this.#remoteBranch}..HEAD`)) === '0')
      throw new ConflictError('There is nothing to commit: no file differs from the last commit.');
    if (!isClean) await run(...as, 'commit', '--quiet', '--no-gpg-sign', '--no-verify', '-m', message);
    const own = await run('rev-parse', 'HEAD');
    try {
      await run(...as, 'rebase', '--quiet', '--no-autostash', this.#remoteBranch);
    } catch {
      signal.throwIfAborted();
      await run('rebase', '--abort').catch(() => undefined);
      await run('reset', '--quiet', '--soft', 'HEAD~1');
      throw new ConflictError(
        `Others have pushed to ${this.#repository.branch} meanwhile, and changed the same lines. Copy your changes, discard them here, and make them again on top.`,
      );
    }
    await run('push', '--quiet', 'origin', `HEAD:refs/heads/${this.#repository.branch}`).catch((error: unknown) => {
      if (!(error instanceof Error) || error instanceof WissilError) throw error;
      throw new WissilError('UNAVAILABLE', `The commit is made and not pushed: ${error.message} Commit again to push it.`, {
        cause: error,
      });
    });
    await this.#fetch(run);
    return { commit: await run('rev-parse', 'HEAD'), taken: paths(await run('diff', '--name-only', '-z', own, 'HEAD')) };
  }

  /** Every file as it is in the last commit; those that are in none go. Returns what changed. */
  async discard(signal: AbortSignal): Promise<Change[]> {
    const run = this.#runner([], signal);
    const { changes } = await this.state(signal);
    await run('reset', '--quiet', '--hard', 'HEAD');
    await run('clean', '--quiet', '-d', '--force', ...EXCLUDED.map((pattern) => `--exclude=${pattern}`));
    return changes;
  }

  get #remoteBranch(): string {
    return `refs/remotes/origin/${this.#repository.branch}`;
  }

  #fetch(run: Run): Promise<string> {
    const { branch } = this.#repository;
    return run('fetch', '--quiet', '--no-tags', 'origin', `+refs/heads/${branch}:refs/remotes/origin/${branch}`);
  }

  #runner(headers: readonly string[], signal: AbortSignal): Run {
    const where = [`--git-dir=${this.#gitFolder}`, `--work-tree=${this.#tree}`];
    return (...arguments_) => git([...where, ...arguments_], { folder: this.#tree, headers, signal, mostBytes: MOST_LISTED_BYTES });
  }
}

function paths(listed: string): string[] {
  return listed.split('\0').filter((path) => path !== '');
}

type Run = (...arguments_: string[]) => Promise<string>;

/** A line of `git status --porcelain=v1`: two letters, a space, the path. */
function changeOf(line: string): Change {
  const letters = line.slice(0, 2);
  const status = letters.includes('D') ? 'DELETED' : letters === '??' || letters.includes('A') ? 'ADDED' : 'MODIFIED';
  return { path: line.slice(3), status };
}
