import type { IncomingMessage } from 'node:http';
import { anonymousFrom, type Caller } from '@wissil/platform/auth';
import { WissilError } from '@wissil/platform/errors';
import type { Denials } from './denials.ts';
import type { GatewayIdentities } from './gateway-identities.ts';
import type { TrustedOrigins } from './trusted-origins.ts';

/** What is asked for, as the audit log names it. */
export interface AdmittedRequest {
  requestId: string;
  operation: 'GraphQL request' | 'GraphQL connection';
}

/** Lets requests in whose sender is known, and nobody else: the first thing that happens to a request, before any of its content is looked at. */
export class Admission {
  readonly #client: GatewayIdentities['client'];
  readonly #origins: TrustedOrigins;
  readonly #denials: Denials;

  constructor(client: GatewayIdentities['client'], origins: TrustedOrigins, denials: Denials) {
    this.#client = client;
    this.#origins = origins;
    this.#denials = denials;
  }

  /**
   * Who sends the request, at once where that is known.
   * @throws WissilError UNAUTHENTICATED for nobody and for a credential that is not good (any more), CSRF_PREVENTED for the cookie of another
   *   page, UNAVAILABLE where it cannot be found out; also as a rejection
   */
  admit(request: IncomingMessage, as: AdmittedRequest): Caller | Promise<Caller> {
    try {
      if (!this.#origins.mayUseCredential(request)) throw foreignPage(request);
      const caller = this.#client.authenticate(request);
      if (!(caller instanceof Promise)) return signedIn(caller);
      return caller.then(signedIn).catch((error: unknown) => this.#denied(request, as, error));
    } catch (error) {
      return this.#denied(request, as, error);
    }
  }

  #denied(request: IncomingMessage, { requestId, operation }: AdmittedRequest, error: unknown): never {
    if (error instanceof WissilError && error.code !== 'UNAVAILABLE')
      this.#denials.note({ caller: anonymousFrom(this.#client.addressOf(request)), requestId }, { operation, code: error.code });
    throw error;
  }
}

function signedIn(caller: Caller): Caller {
  if (caller.kind !== 'anonymous') return caller;
  throw new WissilError(
    'UNAUTHENTICATED',
    'Sign in first. Pages send the session cookie; tools send an access token: "authorization: Bearer wsl_…".',
  );
}

function foreignPage({ headers: { origin } }: IncomingMessage): WissilError {
  return new WissilError(
    'CSRF_PREVENTED',
    `A page of the origin ${JSON.stringify(origin)} sent this with your session. If it should, add the origin to GATEWAY_ALLOWED_ORIGINS.`,
  );
}
