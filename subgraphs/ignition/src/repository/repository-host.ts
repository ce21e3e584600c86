import type { ScaffoldFile } from '../scaffold/scaffold-project.ts';

export const REPOSITORY_HOSTS = ['EMBEDDED', 'GITHUB'] as const;
export type RepositoryHostKind = (typeof REPOSITORY_HOSTS)[number];

/** Where a repository is. */
export interface RepositoryPlace {
  /** GitHub's user or organisation; null: of the token, or of IGNITION itself. */
  owner: string | null;
  name: string;
}

export interface NewRepository {
  /** The project that it is for: a repository of that name which is another's is left alone, whatever happens. */
  projectId: string;
  description: string | null;
  visibility: 'private' | 'internal' | 'public';
  defaultBranch: string;
}

/** A repository as it was made. JSON. */
export interface Repository extends RepositoryPlace {
  host: RepositoryHostKind;
  defaultBranch: string;
  /** Null: at the address of IGNITION, wherever that is. */
  cloneUrl: string | null;
  /** Its page for people; null where there is none. */
  webUrl: string | null;
}

export interface Person {
  name: string;
  email: string;
}

export interface FirstCommit {
  files: readonly ScaffoldFile[];
  message: string;
  author: Person;
}

/** Something that has moved a branch. */
export interface BranchMove {
  branch: string;
  before: string | null;
  after: string;
  /** The first line of the newest commit's. */
  message: string;
  author: Person;
  pushedBy: { id: string; name: string } | null;
}

/** Where the repositories of projects are kept. All that it does can be done again after it was cut off. */
export interface RepositoryHost {
  readonly kind: RepositoryHostKind;
  /** @throws ConflictError where there is one of that name that is not of this project */
  create(place: RepositoryPlace, options: NewRepository): Promise<Repository>;
  /** Returns the commit; that of an earlier time where there is one. */
  firstCommit(repository: Repository, commit: FirstCommit): Promise<string>;
  exists(place: RepositoryPlace): Promise<boolean>;
  /** Deletes what `create` made for this project, if it is there. */
  delete(place: RepositoryPlace, projectId: string): Promise<void>;
  /** The commit at which a branch is; null where there is no such branch. */
  headOf(repository: RepositoryPlace, branch: string): Promise<string | null>;
  /** How its branches have moved away from `known`, and which of those are gone. */
  movesSince(repository: RepositoryPlace, known: ReadonlyMap<string, string>): Promise<{ moves: BranchMove[]; gone: string[] }>;
}
