import { ConflictError } from '@wissil/platform/errors';
import type { RepositoryHost, RepositoryHostKind } from './repository-host.ts';

/**
 * By their kinds.
 * @throws ConflictError for GitHub where there is no access to it any more
 */
export function repositoryHosts(
  embedded: RepositoryHost,
  gitHub: RepositoryHost | undefined,
): (kind: RepositoryHostKind) => RepositoryHost {
  return (kind) => (kind === 'EMBEDDED' ? embedded : requireGitHub(gitHub));
}

/** @throws ConflictError where there is no access to GitHub any more */
export function requireGitHub<Host extends RepositoryHost>(gitHub: Host | undefined): Host {
  if (!gitHub) throw new ConflictError('The repository is at GitHub, and GITHUB_TOKEN is not set: set it, and start IGNITION again.');
  return gitHub;
}
