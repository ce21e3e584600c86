import type { IncomingMessage, ServerResponse } from 'node:http';
import type { InstallationSecret } from '@wissil/platform/auth';
import type { Cache } from '@wissil/platform/cache';
import type { Logger } from '@wissil/platform/logging';
import type { default as Provider, KoaContextWithOIDC } from 'oidc-provider';
import type { PrismaClient } from '../../generated/prisma/client.ts';
import type { AccountService } from './account-service.ts';
import { documentOf, pageHeaders, problemBody } from './page.ts';
import { providerKeys } from './provider-keys.ts';
import { providerStorage } from './provider-storage.ts';
import { MFA } from './sign-in-pages.ts';

export interface ProviderParts {
  db: PrismaClient;
  cache: Cache;
  secret: InstallationSecret;
  logger: Logger;
  accounts: AccountService;
  issuer: string;
  client: { clientId: string; clientSecret: string; redirectUri: string };
  /** The path at which an interaction goes on. */
  interactionPath(uid: string): string;
}

/** Answers the endpoints of the protocol. */
export type ProviderCallback = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Seconds. A code is exchanged by WISSIL itself, at once. */
const TTL = { Interaction: 600, Session: 600, AuthorizationCode: 60, IdToken: 300, Grant: 600, AccessToken: 60 };

const SCOPES = ['openid', 'profile', 'email'];

/** The OpenID provider: authorization code flow with PKCE for one confidential client, and nothing else. */
export async function openProvider(parts: ProviderParts): Promise<{ provider: Provider; callback: ProviderCallback }> {
  const { db, cache, secret, logger, accounts, issuer, client } = parts;
  const [{ default: Provider, errors }, keys] = await Promise.all([import('oidc-provider'), providerKeys(db, secret)]);
  const cookies = { httpOnly: true, sameSite: 'lax', signed: true, secure: issuer.startsWith('https:') } as const;
  const provider = new Provider(issuer, {
    adapter: providerStorage(cache, () => new errors.InvalidGrant('authorization code already consumed')),
    jwks: { keys: keys as never },
    clients: [
      {
        client_id: client.clientId,
        client_secret: client.clientSecret,
        redirect_uris: [client.redirectUri],
        response_types: ['code'],
        grant_types: ['authorization_code'],
        token_endpoint_auth_method: 'client_secret_basic',
        id_token_signed_response_alg: 'ES256',
      },
    ],
    findAccount: async (_context, id) => {
      const account = await accounts.find(id);
      if (!account || account.disabledAt !== null) return undefined;
      const { email, name } = account;
      return { accountId: id, claims: async () => ({ sub: id, email, email_verified: true, name }) };
    },
    claims: { openid: ['sub', 'acr', 'amr', 'auth_time'], profile: ['name'], email: ['email', 'email_verified'] },
    scopes: SCOPES,
    conformIdTokenClaims: false,
    clientBasedCORS: () => false,
    responseTypes: ['code'],
    clientAuthMethods: ['client_secret_basic'],
    acrValues: [MFA],
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      resourceIndicators: { enabled: false },
      revocation: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
    },
    cookies: { keys: [secret.derive('cookies of the identity provider').toString('base64url')], short: cookies, long: cookies },
    ttl: TTL,
    // The session of the sign-in is gone when its code is exchanged.
    expiresWithSession: () => false,
    interactions: { url: (_context, { uid }) => parts.interactionPath(uid) },
    // First and only party: nobody is asked whether WISSIL may know who they are.
    loadExistingGrant: async ({ oidc }) => {
      if (!oidc.client || !oidc.session?.accountId) return undefined;
      const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
      grant.addOIDCScope(SCOPES.join(' '));
      await grant.save();
      return grant;
    },
    renderError: (context, { error, error_description: description }) => {
      const title = 'This sign-in cannot go on';
      const message =
        error === 'server_error'
          ? 'Something that it needs does not answer at the moment. Try again in a moment.'
          : 'It took too long, has ended, or was not begun by WISSIL. Begin again: nothing is lost.';
      const detail = description === undefined ? error : `${error}: ${description}`;
      for (const [name, value] of Object.entries(pageHeaders({}))) context.set(name, value);
      const { status } = context;
      context.body = documentOf({ title, status, body: problemBody(title, message, detail) });
    },
  });
  provider.proxy = true;
  provider.use(endSession);
  provider.on('server_error', (_context: unknown, error: unknown) =>
    logger.error({ err: error }, 'unexpected error of the identity provider'),
  );
  return { provider, callback: provider.callback() };
}

/** Nobody stays signed in here: WISSIL's own session is the one that counts, and every sign-in asks for everything. */
async function endSession(context: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
  await next();
  // Known only after the route has run.
  const { oidc } = context;
  if (oidc?.route === 'resume' && oidc.session?.accountId !== undefined) await oidc.session.destroy();
}
