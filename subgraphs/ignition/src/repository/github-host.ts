import { ConflictError } from '@wissil/platform/errors';
import { Octokit } from 'octokit';
import { gitHubFailure, hasStatus } from './github-failure.ts';
import { GitHubWebhooks, type WebhookSettings } from './github-webhooks.ts';
import type { BranchMove, FirstCommit, NewRepository, Repository, RepositoryHost, RepositoryPlace } from './repository-host.ts';

export interface GitHubOptions {
  token: string;
  apiUrl: string;
  /** Where people open IGNITION: a repository of ours says by its homepage which project it is of. */
  ignitionUrl: string;
  webhook: WebhookSettings;
}

const DEADLINE_MS = 15_000;

/** As GitHub's API names one. */
type Place = Record<'owner' | 'repo', string>;

interface Found {
  full_name: string;
  homepage?: string | null | undefined;
  default_branch: string;
  clone_url: string;
  html_url: string;
  owner: { login: string };
  name: string;
}

/** Repositories at GitHub, of a user or an organisation, by its REST API alone. */
export class GitHubHost implements RepositoryHost {
  readonly kind = 'GITHUB';
  /** The header `authorization` with which Git gets at the repositories. */
  readonly gitAuthorization: string;
  readonly #octokit: Octokit;
  readonly #ignitionUrl: string;
  readonly #webhooks: GitHubWebhooks;
  #login: Promise<string> | undefined;

  constructor({ token, apiUrl, ignitionUrl, webhook }: GitHubOptions) {
    this.#octokit = new Octokit({
      auth: token,
      baseUrl: apiUrl,
      userAgent: 'wissil-ignition',
      // The job tries again, and says so.
      retry: { enabled: false },
      throttle: { enabled: false },
      request: { fetch: (url: string, init: RequestInit) => fetch(url, { ...init, signal: AbortSignal.timeout(DEADLINE_MS) }) },
    });
    this.gitAuthorization = `Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`;
    this.#ignitionUrl = ignitionUrl;
    this.#webhooks = new GitHubWebhooks(this.#octokit, webhook);
  }

  create(place: RepositoryPlace, options: NewRepository): Promise<Repository> {
    return this.#attempt(async () => {
      const at = await this.#at(place);
      const known = await this.#find(at);
      if (known && !this.#isOf(known, options.projectId))
        throw new ConflictError(`There is a repository ${known.full_name} at GitHub already: choose another name, or another owner.`);
      const made = known ?? (await this.#make(at, options));
      return {
        host: this.kind,
        owner: made.owner.login,
        name: made.name,
        defaultBranch: options.defaultBranch,
        cloneUrl: made.clone_url,
        webUrl: made.html_url,
      };
    });
  }

  firstCommit(repository: Repository, commit: FirstCommit): Promise<string> {
    return this.#attempt(async () => {
      const at = await this.#at(repository);
      const head = await this.#commitOf(at, repository.defaultBranch);
      const sha = head?.message === commit.message.trimEnd() ? head.sha : await this.#commit(repository, commit);
      await this.#webhooks.ensure(at);
      return sha;
    });
  }

  exists(place: RepositoryPlace): Promise<boolean> {
    return this.#attempt(async () => (await this.#find(await this.#at(place))) !== undefined);
  }

  delete(place: RepositoryPlace, projectId: string): Promise<void> {
    return this.#attempt(async () => {
      const at = await this.#at(place);
      const known = await this.#find(at);
      if (known && this.#isOf(known, projectId)) await this.#octokit.rest.repos.delete(at);
    });
  }

  headOf(repository: RepositoryPlace, branch: string): Promise<string | null> {
    return this.#attempt(async () => (await this.#commitOf(await this.#at(repository), branch))?.sha ?? null);
  }

  movesSince(repository: RepositoryPlace, known: ReadonlyMap<string, string>) {
    return this.#attempt(async () => {
      const at = await this.#at(repository);
      const branches = await this.#octokit.paginate(this.#octokit.rest.repos.listBranches, { ...at, per_page: 100 });
      const heads = new Map(branches.map(({ name, commit }) => [name, commit.sha]));
      const moves: BranchMove[] = [];
      for (const [branch, sha] of heads) {
        const before = known.get(branch) ?? null;
        const head = before === sha ? undefined : await this.#commitOf(at, sha);
        if (head) moves.push({ branch, before, ...moveTo(head) });
      }
      return { moves, gone: [...known.keys()].filter((branch) => !heads.has(branch)) };
    });
  }

  /** How a branch comes to be at a commit, for a webhook that does not describe it. */
  moveTo(repository: RepositoryPlace, sha: string): Promise<Omit<BranchMove, 'branch' | 'before'> | undefined> {
    return this.#attempt(async () => {
      const found = await this.#commitOf(await this.#at(repository), sha);
      return found && moveTo(found);
    });
  }

  /** Without a work tree, as the one commit that there is. An empty repository takes no objects, so that it is not made empty. */
  async #commit(repository: Repository, { files, message, author }: FirstCommit): Promise<string> {
    const at = await this.#at(repository);
    const { git, repos } = this.#octokit.rest;
    const tree: { path: string; mode: '100644' | '100755'; type: 'blob'; sha: string }[] = [];
    for (const { path, content, executable } of files) {
      const blob = await git.createBlob({ ...at, content: Buffer.from(content as string).toString('base64'), encoding: 'base64' });
      tree.push({ path, mode: executable ? '100755' : '100644', type: 'blob', sha: blob.data.sha });
    }
    const root = await git.createTree({ ...at, tree });
    const made = await git.createCommit({ ...at, message: message.trimEnd(), tree: root.data.sha, parents: [], author });
    const { sha } = made.data;
    const { default_branch: initial } = (await repos.get(at)).data;
    if (initial === repository.defaultBranch) {
      await git.updateRef({ ...at, ref: `heads/${initial}`, sha, force: true });
      return sha;
    }
    await git.createRef({ ...at, ref: `refs/heads/${repository.defaultBranch}`, sha });
    await repos.update({ ...at, default_branch: repository.defaultBranch });
    await git.deleteRef({ ...at, ref: `heads/${initial}` });
    return sha;
  }

  async #make({ owner, repo: name }: Place, { projectId, description, visibility }: NewRepository): Promise<Found> {
    const { repos } = this.#octokit.rest;
    const about = { name, ...(description !== null && { description }), homepage: this.#homepageOf(projectId), auto_init: true };
    if (owner === (await this.#own())) return (await repos.createForAuthenticatedUser({ ...about, private: visibility !== 'public' })).data;
    const secrecy = visibility === 'internal' ? { visibility: 'internal' as never } : { private: visibility !== 'public' };
    return (await repos.createInOrg({ org: owner, ...about, ...secrecy })).data;
  }

  async #find(at: Place): Promise<Found | undefined> {
    try {
      return (await this.#octokit.rest.repos.get(at)).data;
    } catch (error) {
      if (hasStatus(error, 404)) return undefined;
      throw error;
    }
  }

  async #commitOf(at: Place, ref: string): Promise<CommitFound | undefined> {
    try {
      const { data } = await this.#octokit.rest.repos.getCommit({ ...at, ref });
      const { message, author } = data.commit;
      return { sha: data.sha, message, author: { name: author?.name ?? 'Somebody', email: author?.email ?? '' } };
    } catch (error) {
      // 409: there is no commit at all, 422: no such commit.
      if (hasStatus(error, 404) || hasStatus(error, 409) || hasStatus(error, 422)) return undefined;
      throw error;
    }
  }

  #homepageOf(projectId: string): string {
    return `${this.#ignitionUrl}/ignition?project=${projectId}`;
  }

  #isOf({ homepage }: Found, projectId: string): boolean {
    return homepage === this.#homepageOf(projectId);
  }

  async #at({ owner, name }: RepositoryPlace): Promise<Place> {
    return { owner: owner ?? (await this.#own()), repo: name };
  }

  /** Whose the token is. */
  #own(): Promise<string> {
    this.#login ??= this.#octokit.rest.users.getAuthenticated().then(({ data }) => data.login);
    this.#login.catch(() => (this.#login = undefined));
    return this.#login;
  }

  async #attempt<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      throw error instanceof ConflictError ? error : gitHubFailure(error);
    }
  }
}

interface CommitFound {
  sha: string;
  message: string;
  author: { name: string; email: string };
}

function moveTo({ sha, message, author }: CommitFound): Omit<BranchMove, 'branch' | 'before'> {
  return { after: sha, message: message.split('\n', 1)[0] as string, author, pushedBy: null };
}
