import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ConflictError } from '@wissil/platform/errors';
import { fastImportOf } from './fast-import.ts';
import { BranchLog } from './branch-log.ts';
import type { FirstCommit, NewRepository, Repository, RepositoryHost, RepositoryPlace } from './repository-host.ts';
import { runGit } from './run-git.ts';

/** Where a repository says which project it is of. */
const OWNER_KEY = 'wissil.project';

const ABANDONED_MS = 60 * 60_000;

/** Bare repositories in a folder of IGNITION's: `<folder>/<slug>.git`. */
export class EmbeddedHost implements RepositoryHost {
  readonly kind = 'EMBEDDED';
  readonly folder: string;

  /** @param folder absolute */
  constructor(folder: string) {
    this.folder = folder;
  }

  pathOf({ name }: RepositoryPlace): string {
    // Slugs are one path segment (project-name.ts); this is for who would call it with something else.
    if (!/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(name)) throw new Error(`${JSON.stringify(name)} is no name of a repository.`);
    return join(this.folder, `${name}.git`);
  }

  async create(place: RepositoryPlace, { projectId, description, defaultBranch }: NewRepository): Promise<Repository> {
    const path = this.pathOf(place);
    const made: Repository = { ...place, host: this.kind, defaultBranch, cloneUrl: null, webUrl: null };
    const owner = await this.#ownerOf(place);
    if (owner === projectId) return made;
    if (owner !== undefined) throw taken(place);
    const draft = await mkdtemp(join(this.folder, '.new-'));
    try {
      await runGit(this.folder, ['init', '--quiet', '--bare', '--template=', `--initial-branch=${defaultBranch}`, draft]);
      await runGit(this.folder, [`--git-dir=${draft}`, 'config', OWNER_KEY, projectId]);
      if (description) await runGit(this.folder, [`--git-dir=${draft}`, 'config', 'gitweb.description', description]);
      // Complete, or not there: a folder is renamed at once, and never over another one that has something in it.
      await rename(draft, path).catch((error: NodeJS.ErrnoException) => {
        throw error.code === 'ENOTEMPTY' || error.code === 'EEXIST' ? taken(place) : error;
      });
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
    return made;
  }

  async firstCommit(repository: Repository, commit: FirstCommit): Promise<string> {
    const { defaultBranch: branch } = repository;
    const there = await this.headOf(repository, branch);
    if (there !== null) return there;
    const input = fastImportOf(commit, { branch, at: Date.now() });
    await runGit(this.folder, [`--git-dir=${this.pathOf(repository)}`, 'fast-import', '--quiet', '--date-format=raw'], input);
    const head = await this.headOf(repository, branch);
    if (head === null) throw new Error(`Git has made no commit on ${branch} of ${repository.name}.`);
    return head;
  }

  async exists(place: RepositoryPlace): Promise<boolean> {
    return stat(this.pathOf(place)).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return false;
        throw error;
      },
    );
  }

  async delete(place: RepositoryPlace, projectId: string): Promise<void> {
    if ((await this.#ownerOf(place)) !== projectId) return;
    // Out of sight at once, so that nobody meets half of it.
    const gone = await mkdtemp(join(this.folder, '.gone-'));
    await rename(this.pathOf(place), join(gone, 'repository'));
    await rm(gone, { recursive: true, force: true });
  }

  async headOf(repository: RepositoryPlace, branch: string): Promise<string | null> {
    return (await this.#log(repository).heads()).get(branch) ?? null;
  }

  movesSince(repository: RepositoryPlace, known: ReadonlyMap<string, string>) {
    return this.#log(repository).movesSince(known);
  }

  /** Makes the folder, and clears away what was being made or deleted when a process ended in the middle of it, and is nobody's now. */
  async open(): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const names = await readdir(this.folder);
    for (const name of names.filter((each) => /^\.(new|gone)-/.test(each))) {
      const path = join(this.folder, name);
      const { mtimeMs } = await stat(path);
      if (Date.now() - mtimeMs > ABANDONED_MS) await rm(path, { recursive: true, force: true });
    }
  }

  #log(repository: RepositoryPlace): BranchLog {
    return new BranchLog((...args) => runGit(this.folder, [`--git-dir=${this.pathOf(repository)}`, ...args]));
  }

  /** The project that the repository is of; empty where it is of none, undefined where there is no repository. */
  async #ownerOf(place: RepositoryPlace): Promise<string | undefined> {
    if (!(await this.exists(place))) return undefined;
    return (await runGit(this.folder, [`--git-dir=${this.pathOf(place)}`, 'config', '--default', '', OWNER_KEY])).trim();
  }
}

function taken({ name }: RepositoryPlace): ConflictError {
  return new ConflictError(`There is a repository ${name} already, of another project: choose another name, or move the repository away.`);
}
