import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AuditTrail } from '@wissil/platform/audit';
import { anonymousFrom, type InstallationSecret } from '@wissil/platform/auth';
import type { Cache } from '@wissil/platform/cache';
import { NotFoundError, WissilError } from '@wissil/platform/errors';
import { requestIdOf } from '@wissil/platform/http';
import type { Logger } from '@wissil/platform/logging';
import type { PrismaClient } from '../../generated/prisma/client.ts';
import { AccountPages, isAccountPage } from './account-pages.ts';
import { AccountService } from './account-service.ts';
import { Attempts } from './attempts.ts';
import { Authenticator, deviceOf, type Trial } from './authenticator.ts';
import { EnrolmentDrafts } from './enrolment-draft.ts';
import { EnrolmentPages } from './enrolment-pages.ts';
import { FormTokens } from './form-tokens.ts';
import { openProvider, type ProviderCallback } from './open-provider.ts';
import { respondProblem } from './page.ts';
import { isKeptFor, respondKept } from './recovery-codes-page.ts';
import { refusalHeaders } from './refusal-headers.ts';
import { SignInPages } from './sign-in-pages.ts';
import { respondAsset } from './stylesheet.ts';

export interface IdentityProviderOptions {
  db: PrismaClient;
  cache: Cache;
  secret: InstallationSecret;
  audit: AuditTrail;
  logger: Logger;
  /** LANDING's origin, as people open it. */
  publicUrl: string;
  addressOf(request: IncomingMessage): string;
  /** Milliseconds since the epoch. */
  now?: () => number;
}

/** nocturnaID, as every installation has it that names no other issuer. */
export interface IdentityProvider {
  issuer: string;
  accounts: AccountService;
  /** WISSIL, its one client. */
  client: { clientId: string; clientSecret: string; redirectUri: string };
  /** Everything below /id. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

const CLIENT_ID = 'wissil';
const MOUNT = '/id';

/** Where the address of a request leads, below the mount. */
interface Place {
  section: string;
  name: string;
  rest: string;
  query: string;
}

/** An OpenID provider with accounts of its own: a password and a second factor for everybody, and no way around either. */
export function createIdentityProvider(options: IdentityProviderOptions): IdentityProvider {
  const { db, cache, secret, audit, publicUrl: origin, addressOf, logger, now = Date.now } = options;
  const issuer = `${origin}${MOUNT}`;
  const client = {
    clientId: CLIENT_ID,
    clientSecret: secret.derive('client secret of WISSIL').toString('base64url'),
    redirectUri: `${origin}/auth/callback`,
  };
  const accounts = new AccountService({ db, secret, issuer, now });
  const attempts = new Attempts({ cache, secret, now });
  const authenticator = new Authenticator({ accounts, attempts, audit });
  const tokens = new FormTokens(secret);
  const drafts = new EnrolmentDrafts({ cache, secret });
  const enrolment = new EnrolmentPages({ accounts, authenticator, drafts, tokens, audit, origin, now });
  const account = new AccountPages({ accounts, authenticator, tokens, audit, origin });

  let opened: Promise<{ signIn: SignInPages; callback: ProviderCallback }> | undefined;
  // Half of what LANDING would load: only who signs in waits for it.
  const open = () =>
    (opened ??= openProvider({ db, cache, secret, logger, accounts, issuer, client, interactionPath: (uid) => `${MOUNT}/sign-in/${uid}` })
      .then(({ provider, callback }) => ({
        signIn: new SignInPages({ provider, accounts, authenticator, attempts, tokens, origin }),
        callback,
      }))
      .catch((error: unknown) => {
        opened = undefined;
        throw error;
      }));

  const dispatch = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { section, name, rest, query } = placeOf(request);
    const trial = trialOf(request, addressOf(request));
    if (section === 'assets' && respondAsset(response, { version: name, name: rest })) return;
    if (isKeptFor(section)) return respondKept(response, section);
    if (OWN_PAGES.has(section)) assertPageMethod(request);
    if (section === 'enrol')
      return enrolment.handle(request, response, { link: name, section: rest, trial: { ...trial, operation: 'enrol' } });
    if (section === 'account') {
      if (isAccountPage(name)) return account.handle(request, response, { page: name, trial });
      throw new NotFoundError('There is no such page.');
    }
    const { signIn, callback } = await open();
    asOpenedByPeople(request, origin);
    if (section === 'sign-in') return signIn.handle(request, response, { id: name, query, trial });
    await callback(request, response);
  };

  return {
    issuer,
    accounts,
    client,
    async handle(request, response) {
      try {
        await dispatch(request, response);
      } catch (error) {
        if (response.headersSent) return void response.destroy();
        respondFault(response, error, logger);
      }
    },
  };
}

const OWN_PAGES: ReadonlySet<string> = new Set(['account', 'enrol', 'sign-in']);

function assertPageMethod({ method = '' }: IncomingMessage): void {
  if (['GET', 'HEAD', 'POST'].includes(method)) return;
  throw new WissilError('METHOD_NOT_ALLOWED', 'Pages are read and forms are sent here.');
}

function placeOf(request: IncomingMessage): Place {
  const [path = '', query = ''] = (request.url ?? '').split('?', 2);
  const [, section = '', name = '', ...rest] = path.slice(MOUNT.length).split('/');
  return { section, name, rest: rest.join('/'), query };
}

function trialOf(request: IncomingMessage, address: string): Trial {
  return {
    caller: anonymousFrom(address),
    requestId: requestIdOf(request.headers['x-request-id']),
    operation: 'sign-in',
    address,
    device: deviceOf(request),
  };
}

/** Under which name people know what answers here, whoever passed the request on; and without the mount, which the provider learns from the difference. */
function asOpenedByPeople(request: IncomingMessage & { originalUrl?: string }, origin: string): void {
  const { host, protocol } = new URL(origin);
  request.headers.host = host;
  request.headers['x-forwarded-host'] = host;
  request.headers['x-forwarded-proto'] = protocol.slice(0, -1);
  request.originalUrl = request.url ?? MOUNT;
  request.url = (request.url ?? '').slice(MOUNT.length) || '/';
}

function respondFault(response: ServerResponse, error: unknown, logger: Logger): void {
  if (error instanceof WissilError) {
    const { status, message } = error;
    return respondProblem(response, { title: 'That did not work', status, message, headers: refusalHeaders(error) });
  }
  logger.error({ err: error }, 'unexpected error of the identity provider');
  respondProblem(response, {
    title: 'Something unexpected went wrong',
    status: 500,
    message: 'It is not your fault. Try again in a moment; the log of LANDING says more.',
  });
}
