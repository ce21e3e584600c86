import type { Cache } from '@wissil/platform/cache';
import { WissilError } from '@wissil/platform/errors';
import * as oidc from 'openid-client';
import { z } from 'zod';
import { SIGN_IN_SECONDS } from './session-cookie.ts';
import { ProviderAwayError, providerFetch } from './provider-fetch.ts';
import { secretHash } from '@wissil/platform/auth';
import { randomBytes } from 'node:crypto';

export interface RelyingPartyOptions {
  issuer: string;
  clientId: string;
  clientSecret: string | undefined;
  redirectUri: string;
  /** Asked for, and required of the ID token. */
  acr: string | undefined;
  /** Whether everybody proves again who they are, signed in at the provider or not. */
  alwaysAsk: boolean;
  /** Where this process reaches the issuer, if not at the address that people use. */
  reachedAt?: { from: string; to: string };
  cache: Cache;
}

/** Who somebody is, by the identity provider's word. */
export interface ProvenIdentity {
  issuer: string;
  subject: string;
  /** In lower case; undefined where the provider has not verified it. */
  email: string | undefined;
  name: string | undefined;
  idToken: string;
  returnTo: string;
}

const attempt = z.object({ verifier: z.string(), state: z.string(), nonce: z.string(), returnTo: z.string() });

/** What is not of its type was not said. */
const claims = z.object({
  sub: z.string().min(1).max(255),
  email: z.string().max(254).optional().catch(undefined),
  email_verified: z.boolean().optional().catch(undefined),
  name: z.string().min(1).max(200).optional().catch(undefined),
  acr: z.string().optional().catch(undefined),
});

/** What is discovered of a provider is asked for again after so long. */
const DISCOVERED_MS = 60 * 60_000;

/** OpenID Connect's authorization code flow with PKCE, state and nonce (RFC 6749 §4.1, RFC 7636, OpenID Connect Core §3.1). */
export class RelyingParty {
  readonly #options: RelyingPartyOptions;
  readonly #fetch: ReturnType<typeof providerFetch>;
  #discovered: { configuration: Promise<oidc.Configuration>; at: number } | undefined;

  constructor(options: RelyingPartyOptions) {
    this.#options = options;
    this.#fetch = providerFetch(options.reachedAt);
  }

  /** Where the browser goes, and the secret that it must come back with. @throws WissilError UNAVAILABLE */
  async begin(returnTo: string): Promise<{ url: string; secret: string }> {
    const configuration = await this.#configuration();
    const { redirectUri, acr, alwaysAsk, cache } = this.#options;
    const begun = { verifier: oidc.randomPKCECodeVerifier(), state: oidc.randomState(), nonce: oidc.randomNonce(), returnTo };
    const secret = randomBytes(32).toString('base64url');
    await cache.set(keyOf(secret), JSON.stringify(begun), { ttlSeconds: SIGN_IN_SECONDS });
    const url = oidc.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope: 'openid profile email',
      code_challenge: await oidc.calculatePKCECodeChallenge(begun.verifier),
      code_challenge_method: 'S256',
      state: begun.state,
      nonce: begun.nonce,
      ...(acr !== undefined && { acr_values: acr }),
      ...(alwaysAsk && { prompt: 'login' }),
    });
    return { url: url.href, secret };
  }

  /**
   * What the provider says of who comes back. Each attempt is good once, in the browser that began it.
   * @param query of the callback, with its question mark
   * @throws WissilError UNAUTHENTICATED for anything that is not the proper end of that attempt, UNAVAILABLE where the provider does not answer
   */
  async finish(query: string, secret: string | undefined): Promise<ProvenIdentity> {
    const kept = secret === undefined ? undefined : await this.#options.cache.take(keyOf(secret));
    if (kept === undefined) throw refused('This sign-in was begun in another browser, has been used, or took too long.');
    const { verifier, state, nonce, returnTo } = attempt.parse(JSON.parse(kept));
    const configuration = await this.#configuration();
    const { redirectUri, acr, issuer } = this.#options;
    const tokens = await oidc
      .authorizationCodeGrant(configuration, new URL(`${redirectUri}${query}`), {
        pkceCodeVerifier: verifier,
        expectedState: state,
        expectedNonce: nonce,
        idTokenExpected: true,
      })
      .catch((error: unknown) => {
        throw failureOf(error);
      });
    const parsed = claims.safeParse(tokens.claims());
    if (!parsed.success || tokens.id_token === undefined) throw refused('The identity provider left out who you are.');
    const { sub: subject, email, email_verified: verified, name, acr: given } = parsed.data;
    if (acr !== undefined && given !== acr) throw refused('The identity provider did not ask for a second factor, which WISSIL requires.');
    return { issuer, subject, email: verified === true ? email?.toLowerCase() : undefined, name, idToken: tokens.id_token, returnTo };
  }

  /** Where the browser ends its session at the provider; undefined where the provider has no such place. */
  async signOutUrl(idToken: string, returnTo: string): Promise<string | undefined> {
    const configuration = await this.#configuration();
    if (configuration.serverMetadata().end_session_endpoint === undefined) return undefined;
    return oidc.buildEndSessionUrl(configuration, { id_token_hint: idToken, post_logout_redirect_uri: returnTo }).href;
  }

  async #configuration(): Promise<oidc.Configuration> {
    const known = this.#discovered;
    if (known !== undefined && Date.now() - known.at < DISCOVERED_MS) return known.configuration;
    const configuration = this.#discover();
    const discovered = { configuration, at: Date.now() };
    this.#discovered = discovered;
    return configuration.catch((error: unknown) => {
      if (this.#discovered === discovered) this.#discovered = undefined;
      throw new WissilError('UNAVAILABLE', 'The identity provider does not answer. Try again in a moment.', { cause: error });
    });
  }

  #discover(): Promise<oidc.Configuration> {
    const { issuer, clientId, clientSecret } = this.#options;
    const insecure = issuer.startsWith('http://') ? [oidc.allowInsecureRequests] : [];
    return oidc.discovery(
      new URL(issuer),
      clientId,
      {},
      clientSecret === undefined ? oidc.None() : oidc.ClientSecretBasic(clientSecret),
      // Without the last, an ID token is believed whatever its signature, because it came by TLS.
      { [oidc.customFetch]: this.#fetch, execute: [...insecure, oidc.enableNonRepudiationChecks] },
    );
  }
}

function keyOf(secret: string): string {
  return `sign-in:${secretHash(secret)}`;
}

function refused(message: string, cause?: unknown): WissilError {
  return new WissilError('UNAUTHENTICATED', message, { cause });
}

/** What went wrong between the callback and the tokens. */
function failureOf(error: unknown): WissilError {
  if (error instanceof oidc.AuthorizationResponseError) {
    return refused(
      error.error === 'access_denied' ? 'You left the sign-in before it was complete.' : 'The identity provider did not sign you in.',
      error,
    );
  }
  if (isOutage(error))
    return new WissilError('UNAVAILABLE', 'The identity provider does not answer. Try again in a moment.', { cause: error });
  return refused('What came back from the identity provider is not what it should be. Sign in again.', error);
}

/** Whether the provider could not be reached, or said itself that it is out of order. */
function isOutage(error: unknown): boolean {
  if (error instanceof ProviderAwayError) return true;
  if (error instanceof oidc.ResponseBodyError) return error.status >= 500;
  const { cause } = error as Error;
  if (cause instanceof Response) return cause.status >= 500;
  return cause instanceof Error && isOutage(cause);
}
