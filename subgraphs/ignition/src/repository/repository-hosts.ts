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
  return (kind) => {
    const host = kind === 'EMBEDDED' ? embedded : gitHub;
    if (!host) throw new ConflictError('The repository is at GitHub, and GITHUB_TOKEN is not set: set it, and start IGNITION again.');
    return host;
  };
}
