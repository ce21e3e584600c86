import type { AuditTrail } from '@wissil/platform/audit';
import type { Logger } from '@wissil/platform/logging';
import { type RestRoute, SUBGRAPH_NAMES, type SubgraphDependencies } from '@wissil/platform/subgraph';
import type { PrismaClient } from '../../generated/prisma/client.ts';
import type { LandingConfig } from '../config.ts';
import { createIdentityProvider } from '../identity-provider/identity-provider.ts';
import { MFA } from '../identity-provider/sign-in-pages.ts';
import type { SessionService } from '../session/session-service.ts';
import { type AccountLinks, externalAccounts } from '../user/account-links.ts';
import { externalProvider, type IdentityProviderFacts } from '../user/identity-provider-facts.ts';
import { providerRoute } from './provider-route.ts';
import { RelyingParty } from './relying-party.ts';
import { SessionCookie } from './session-cookie.ts';
import { type SignInOptions, signInRoutes } from './sign-in-routes.ts';

/** How people sign in to this installation. */
export interface SignIn {
  routes: readonly RestRoute[];
  accounts: AccountLinks;
  facts: IdentityProviderFacts;
  announcements(): Promise<readonly string[]>;
}

export interface SignInParts {
  config: LandingConfig;
  dependencies: SubgraphDependencies;
  db: PrismaClient;
  sessions: SessionService;
  audit: AuditTrail;
  logger: Logger;
}

/** With the issuer of the settings, or with the identity provider that WISSIL embeds. */
export function openSignIn({ config, dependencies, db, sessions, audit, logger }: SignInParts): SignIn {
  const { addresses, cache, secret, identities } = dependencies;
  const landing = addresses.public.landing;
  const addressOf: SessionAddress = (request) => identities.addressOf(request);
  const origins = [landing, ...SUBGRAPH_NAMES.filter((name) => name !== 'landing').map((name) => addresses.public[name])];
  const cookie = new SessionCookie({ secure: landing.startsWith('https:'), domain: config.cookieDomain });
  const admit: SignInOptions['admit'] = (request) => identities.admit(request);
  const common = { db, sessions, cookie, audit, secret, origins, administrators: config.oidcAdminEmails, addressOf, admit, logger };
  if (config.oidcIssuer !== undefined) {
    const { oidcIssuer: issuer, oidcClientId: clientId, oidcRequiredAcr: acr } = config;
    const relyingParty = new RelyingParty({
      ...{ issuer, clientId, acr, cache },
      clientSecret: config.oidcClientSecret?.reveal(),
      redirectUri: `${landing}/auth/callback`,
      alwaysAsk: false,
    });
    return {
      routes: signInRoutes({ ...common, relyingParty, signOutAtProvider: true }),
      accounts: externalAccounts({ issuer, landingUrl: landing }),
      facts: externalProvider(issuer),
      announcements: async () => [],
    };
  }
  const provider = createIdentityProvider({ db, cache, secret, audit, logger, publicUrl: landing, addressOf });
  const { clientId, clientSecret, redirectUri } = provider.client;
  const relyingParty = new RelyingParty({
    ...{ issuer: provider.issuer, clientId, clientSecret, redirectUri, cache },
    acr: MFA,
    alwaysAsk: true,
    reachedAt: { from: landing, to: addresses.internal.landing },
  });
  return {
    routes: [...signInRoutes({ ...common, relyingParty, signOutAtProvider: false, administrators: [] }), providerRoute(provider, admit)],
    accounts: provider.accounts,
    facts: {
      embedded: true,
      name: 'nocturnaID',
      changePasswordUrl: `${provider.issuer}/account/password`,
      recoveryCodesUrl: `${provider.issuer}/account/recovery-codes`,
    },
    async announcements() {
      const link = await provider.accounts.firstAdministratorLink();
      return link === undefined ? [] : [`Create the administrator: ${link.url}`];
    },
  };
}

type SessionAddress = Parameters<typeof createIdentityProvider>[0]['addressOf'];
