import type { IncomingMessage, ServerResponse } from 'node:http';
import { AuditTrail } from '@wissil/platform/audit';
import { anonymousFrom, type Admitted, type Caller, callerOf, cookieOf, type InstallationSecret } from '@wissil/platform/auth';
import { NotFoundError, WissilError } from '@wissil/platform/errors';
import { recordEvent } from '@wissil/platform/events';
import { assertSameOrigin, respondJson } from '@wissil/platform/http';
import type { Logger } from '@wissil/platform/logging';
import type { RestCaller, RestRoute } from '@wissil/platform/subgraph';
import type { PrismaClient, Session, User } from '../../generated/prisma/client.ts';
import type { SessionService } from '../session/session-service.ts';
import { openSealed, seal } from '../identity-provider/sealed-text.ts';
import { html } from '../identity-provider/markup.ts';
import { respondPage } from '../identity-provider/page.ts';
import type { ProvenIdentity, RelyingParty } from './relying-party.ts';
import { returnAddress } from './return-address.ts';
import type { SessionCookie } from './session-cookie.ts';
import { signedInUser } from './signed-in-user.ts';

export interface SignInOptions {
  db: PrismaClient;
  sessions: SessionService;
  relyingParty: RelyingParty;
  cookie: SessionCookie;
  audit: AuditTrail;
  secret: InstallationSecret;
  /** What people open: LANDING's origin first, then those of the other five. */
  origins: readonly string[];
  /** E-mail addresses that become administrators without an invitation. */
  administrators: readonly string[];
  /** Whether signing out at the provider too is worth a way there. */
  signOutAtProvider: boolean;
  addressOf(request: IncomingMessage): string;
  /** Refuses who is not let in at all (Cloudflare Access); undefined where everybody is. */
  admit(request: IncomingMessage): Promise<Admitted | undefined>;
  logger: Logger;
}

const PURPOSE = 'ID tokens of sessions';
/** Says that a browser was sent to LANDING's own name already. */
const HERE = 'here';

/** `/auth/sign-in`, `/auth/callback`, `/auth/sign-out`, `/auth/refresh`: a browser's way from the identity provider to a session, and out again. */
export function signInRoutes(options: SignInOptions): readonly RestRoute[] {
  const { db, sessions, relyingParty, cookie, audit, secret, origins, administrators, addressOf, admit, logger } = options;
  const landing = origins[0] as string;
  const present = (request: IncomingMessage) => cookieOf(request.headers.cookie, cookie.name);

  const signIn: RestRoute['handle'] = async (request, response) => {
    await admit(request);
    const { searchParams } = new URL(request.url ?? '/', landing);
    const returnTo = returnAddress(searchParams.get('return'), origins);
    // Under another name of this host the answer would come back to a browser that does not know the attempt. Once: a proxy may say another name.
    if (request.headers.host !== new URL(landing).host && !searchParams.has(HERE)) {
      return redirect(response, `${landing}/auth/sign-in?return=${encodeURIComponent(returnTo)}&${HERE}`);
    }
    const { url, secret: attempt } = await relyingParty.begin(returnTo);
    cookie.setSignIn(response, attempt);
    redirect(response, url);
  };

  const callback: RestRoute['handle'] = async (request, response, { requestId }) => {
    const address = addressOf(request);
    const query = /\?.*$/.exec(request.url ?? '')?.[0] ?? '';
    const asked = { caller: anonymousFrom(address), requestId };
    let proven: ProvenIdentity | undefined;
    try {
      const admitted = await admit(request);
      cookie.clearSignIn(response);
      proven = await relyingParty.finish(query, cookieOf(request.headers.cookie, cookie.signInName));
      if (admitted !== undefined && admitted.email !== proven.email) {
        throw new WissilError('FORBIDDEN', 'You are somebody else at Cloudflare Access than at the identity provider.');
      }
      const { session, fresh } = await establish(proven, request, { address, requestId });
      cookie.set(response, fresh, session.expiresAt);
      redirect(response, proven.returnTo);
    } catch (error) {
      const expected = error instanceof WissilError;
      const target = proven?.email ?? proven?.subject;
      const code = expected ? error.code : 'INTERNAL_SERVER_ERROR';
      const outcome = expected ? 'DENIED' : 'FAILED';
      if (!expected) logger.error({ err: error }, 'unexpected error of a sign-in');
      await audit.note(asked, { operation: 'sign-in', ...(target && { target }), outcome, code }).catch((failure: unknown) => {
        logger.error({ err: failure }, 'a failed sign-in is not on the audit record');
      });
      const message = expected ? error.message : 'Something unexpected went wrong. The log of LANDING says more.';
      respondProblem(response, 'You are not signed in', { message, status: expected ? error.status : 500 });
    }
  };

  /** A session of the user's own, on the audit record; one that this browser had before ends. */
  const establish = async (
    proven: ProvenIdentity,
    request: IncomingMessage,
    { address, requestId }: { address: string; requestId: string },
  ) => {
    const before = present(request);
    const old = before === undefined ? null : await sessions.find(before);
    return db.$transaction(async (tx) => {
      const user = await signedInUser(tx, proven, administrators);
      if (old) await sessions.supersede(tx, old);
      const idToken = options.signOutAtProvider ? seal(secret, PURPOSE, proven.idToken) : null;
      const userAgent = request.headers['user-agent'] ?? '';
      const { session, secret: fresh } = await sessions.create(tx, { userId: user.id, address, userAgent, idToken });
      const trail = new AuditTrail('landing', (event) => recordEvent(tx, event), logger);
      const signedIn = { operation: 'sign-in', target: user.email, outcome: 'SUCCEEDED' } as const;
      await trail.note({ caller: callerWith(user, session, address), requestId }, signedIn);
      return { session, fresh };
    });
  };

  const signOut: RestRoute['handle'] = async (request, response, { requestId }) => {
    assertSameOrigin(request, origins);
    await admit(request);
    const given = present(request);
    cookie.clear(response);
    const session = given === undefined ? null : await sessions.find(given);
    if (session === null) return respondJson(response, 200, { redirect: '/signed-out' });
    const user = await db.user.findUniqueOrThrow({ where: { id: session.userId } });
    await sessions.end(session.id, session.userId).catch(ignoreEnded);
    const caller = callerWith(user, session, addressOf(request));
    await audit.note({ caller, requestId }, { operation: 'sign-out', target: user.email, outcome: 'SUCCEEDED' });
    const elsewhere =
      session.idToken === null
        ? undefined
        : await relyingParty.signOutUrl(openSealed(secret, PURPOSE, session.idToken), `${landing}/signed-out`).catch(() => undefined);
    respondJson(response, 200, { redirect: elsewhere ?? '/signed-out' });
  };

  const refresh: RestRoute['handle'] = async (request, response) => {
    assertSameOrigin(request, origins);
    await admit(request);
    const given = present(request);
    if (given === undefined) throw new WissilError('UNAUTHENTICATED', 'Nobody is signed in.');
    try {
      const { secret: next, expiresAt } = await sessions.rotate(given);
      if (next !== undefined) cookie.set(response, next, expiresAt);
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error;
      cookie.clear(response);
      throw new WissilError('UNAUTHENTICATED', error.message);
    }
    response.writeHead(204, { 'cache-control': 'no-store' }).end();
  };

  return [
    { method: 'GET', path: '/auth/sign-in', permission: 'public', handle: withPage(signIn) },
    { method: 'GET', path: '/auth/callback', permission: 'public', handle: callback },
    { method: 'POST', path: '/auth/sign-out', permission: 'public', handle: signOut },
    { method: 'POST', path: '/auth/refresh', permission: 'public', handle: refresh },
  ];
}

function callerWith({ id: subject, name, email, role }: User, { id: credential }: Session, address: string): Caller {
  return callerOf({ kind: 'human', subject, name, email, role, credential, expiresAt: 0 }, address);
}

/** What is opened by people answers with a page, also when it refuses. */
function withPage(handle: RestRoute['handle']): RestRoute['handle'] {
  return async (request: IncomingMessage, response: ServerResponse, caller: RestCaller) => {
    try {
      await handle(request, response, caller);
    } catch (error) {
      if (!(error instanceof WissilError)) throw error;
      respondProblem(response, 'Signing in does not work', error);
    }
  };
}

/** Says why somebody is not signed in, and leads to another attempt. */
function respondProblem(response: ServerResponse, title: string, { message, status }: Pick<WissilError, 'message' | 'status'>): void {
  const body = html`<h1>${title}</h1>
    <p>${message}</p>
    <a class="button" href="/auth/sign-in">Sign in</a>`;
  respondPage(response, { title, status, body });
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(302, { location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' }).end();
}

function ignoreEnded(error: unknown): void {
  if (!(error instanceof NotFoundError)) throw error;
}
