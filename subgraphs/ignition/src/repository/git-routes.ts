import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AuditTrail } from '@wissil/platform/audit';
import { type Action, anonymousFrom, assertMay, type IdentityClient, type IdentityVerifier } from '@wissil/platform/auth';
import { NotFoundError, WissilError } from '@wissil/platform/errors';
import { discardBody, respondError, respondFailure } from '@wissil/platform/http';
import type { RestCaller, RestRoute } from '@wissil/platform/subgraph';
import { serveGit } from './git-backend.ts';
import { gitCaller } from './git-credential.ts';
import { type GitUpstream, relayGit } from './git-relay.ts';
import { type GitRequest, gitRequestOf } from './git-request.ts';
import { gitPerson } from './push-identity.ts';

export interface GitRoutesParts {
  /** Where the repositories are. */
  folder: string;
  /** Bytes that one push may have. */
  mostBytes: number;
  identities: Pick<IdentityClient, 'authenticate' | 'addressOf'>;
  verifier: IdentityVerifier;
  audit: AuditTrail;
  /** The project of that name which has a repository; without `cloneUrl` where it is here. */
  repositoryOf(slug: string): Promise<{ projectId: string; cloneUrl: string | null } | undefined>;
  /** How IGNITION itself gets at a repository that is elsewhere. @throws ConflictError where it has no access to it any more */
  upstreamOf(cloneUrl: string): GitUpstream;
  /** Called after each push, whatever became of it: publishes what it has moved. */
  pushed(projectId: string): Promise<void>;
}

/**
 * `/git/<slug>.git/…`: the smart protocol of Git. Callers are established here, by what Git can send (git-credential.ts): project.read to clone,
 * project.write to push; WISSIL's own services may clone. A repository at GitHub is passed on to.
 */
export function gitRoutes(parts: GitRoutesParts): readonly RestRoute[] {
  const handle = (request: IncomingMessage, response: ServerResponse, asking: RestCaller) => answer(parts, { request, response, asking });
  return [
    { method: 'GET', path: '/git/', permission: 'public', handle },
    { method: 'POST', path: '/git/', permission: 'public', handle },
  ];
}

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  asking: RestCaller;
}

/** A request that may be answered. */
interface Granted extends Omit<Exchange, 'asking'> {
  asked: GitRequest;
  by: RestCaller;
  projectId: string;
  upstream: GitUpstream | undefined;
}

async function answer(parts: GitRoutesParts, { request, response, asking }: Exchange): Promise<void> {
  const asked = gitRequestOf(request);
  const isChallenge = request.method === 'GET' && request.headers.authorization === undefined;
  const by = { ...asking, caller: anonymousFrom(parts.identities.addressOf(request)) };
  try {
    if (!asked) throw new NotFoundError('There is no repository at this address: it is /git/<package name>.git');
    await assertAllowed(parts, { request, asked, by, isChallenge });
    const found = await parts.repositoryOf(asked.name);
    if (found === undefined) throw new NotFoundError(`There is no project ${asked.name} with a repository.`);
    const upstream = found.cloneUrl === null ? undefined : parts.upstreamOf(found.cloneUrl);
    await serve(parts, { request, response, asked, by, projectId: found.projectId, upstream });
  } catch (error) {
    if (!(error instanceof WissilError) || response.headersSent) throw error;
    if (!request.readableDidRead) discardBody(request);
    // Git asks for the password, and comes back.
    if (error.code === 'UNAUTHENTICATED')
      return respondError(response, error.code, error.message, { 'www-authenticate': 'Basic realm="WISSIL"' });
    respondFailure(response, error);
  }
}

async function assertAllowed(
  { audit, identities, verifier }: GitRoutesParts,
  { request, asked, by, isChallenge }: { request: IncomingMessage; asked: GitRequest; by: RestCaller; isChallenge: boolean },
): Promise<void> {
  const permission: Action = asked.writes ? 'project.write' : 'project.read';
  try {
    by.caller = await gitCaller(request, { identities, verifier });
    if (by.caller.kind !== 'service' || asked.writes) assertMay(by.caller, permission);
  } catch (error) {
    // Every clone and push begins by finding out that a password is needed, which is no attempt to do without.
    if (error instanceof WissilError && error.code !== 'UNAVAILABLE' && !(isChallenge && error.code === 'UNAUTHENTICATED'))
      await audit.note(by, {
        operation: asked.writes ? 'push' : 'clone',
        permission,
        target: asked.name,
        outcome: 'DENIED',
        code: error.code,
      });
    throw error;
  }
}

async function serve(
  { folder, mostBytes, audit, pushed }: GitRoutesParts,
  { request, response, asked, by, projectId, upstream }: Granted,
): Promise<void> {
  const { subject: id, name } = by.caller;
  const run = () =>
    upstream === undefined
      ? serveGit({ request, response, asked, person: gitPerson({ id, name }) }, { folder, mostBytes })
      : relayGit({ request, response, asked }, { upstream, mostBytes });
  if (asked.file !== 'git-receive-pack') {
    await run();
    response.end();
    return;
  }
  await audit.around(by, { operation: 'push', permission: 'project.write', target: asked.name }, async () => {
    // A client that hears of the end of its push can count on it that all others do.
    try {
      await run();
    } finally {
      await pushed(projectId);
    }
    response.end();
  });
}
