import type { IncomingMessage } from 'node:http';
import { errors, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { WissilError } from '../errors/index.ts';
import { AccessKeys } from './access-keys.ts';

/** Whom Cloudflare Access has let through. */
export interface Admitted {
  /** In lower case; undefined for a service token, which is nobody's. */
  email: string | undefined;
}

/** Lets requests in, before anybody asks who sends them. */
export interface EdgeGuard {
  /** @throws WissilError UNAUTHENTICATED for a request that has not come through, UNAVAILABLE where that cannot be found out */
  admit(request: IncomingMessage): Promise<Admitted>;
}

export interface AccessAssertionsOptions {
  /** `team.cloudflareaccess.com`. */
  teamDomain: string;
  /** The AUD tag of the application. */
  audience: string;
  fetch?: typeof fetch;
  /** Milliseconds since the epoch. */
  now?: () => number;
}

const HEADER = 'cf-access-jwt-assertion';
const CLOCK_TOLERANCE_SECONDS = 5;
const MOST_REMEMBERED = 10_000;
const MOST_CHARACTERS = 8_192;

const claims = z.object({ email: z.string().max(254).optional(), exp: z.number() });

/** Verifies what Cloudflare Access says of each request (Cf-Access-Jwt-Assertion): a JWT that its team's keys have signed for this application. */
export class AccessAssertions implements EdgeGuard {
  readonly #issuer: string;
  readonly #audience: string;
  readonly #keys: AccessKeys;
  readonly #now: () => number;
  /** A browser sends one assertion with all of its requests. */
  readonly #verified = new LRUCache<string, { admitted: Admitted; expiresAt: number }>({ max: MOST_REMEMBERED });
  #generation = 0;

  constructor({ teamDomain, audience, fetch = globalThis.fetch, now = Date.now }: AccessAssertionsOptions) {
    this.#issuer = `https://${teamDomain}`;
    this.#audience = audience;
    this.#now = now;
    this.#keys = new AccessKeys({ url: `${this.#issuer}/cdn-cgi/access/certs`, fetch, now });
  }

  async admit(request: IncomingMessage): Promise<Admitted> {
    const { [HEADER]: assertion } = request.headers;
    if (typeof assertion !== 'string' || assertion === '' || assertion.length > MOST_CHARACTERS) {
      throw refused('WISSIL is open through Cloudflare Access alone. Open it at its public address, and sign in there.');
    }
    this.#keys.refreshWhereOld();
    if (this.#generation !== this.#keys.generation) this.#verified.clear();
    this.#generation = this.#keys.generation;
    const known = this.#verified.get(assertion);
    if (known !== undefined && known.expiresAt > this.#now()) return known.admitted;
    const { email, exp } = await this.#verify(assertion);
    const admitted = { email: email === undefined || email === '' ? undefined : email.toLowerCase() };
    this.#verified.set(assertion, { admitted, expiresAt: exp * 1_000 });
    return admitted;
  }

  async #verify(assertion: string): Promise<z.infer<typeof claims>> {
    try {
      const { payload } = await jwtVerify(assertion, (header, token) => this.#keys.find(header, token), {
        algorithms: ['RS256', 'ES256'],
        issuer: this.#issuer,
        audience: this.#audience,
        requiredClaims: ['exp', 'iat'],
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        currentDate: new Date(this.#now()),
      });
      return claims.parse(payload);
    } catch (error) {
      if (error instanceof errors.JOSEError || error instanceof z.ZodError) {
        throw refused('What Cloudflare Access says of this request is not for WISSIL, or not any more. Load the page again.', error);
      }
      throw new WissilError(
        'UNAVAILABLE',
        'The keys of Cloudflare Access cannot be fetched: nobody can be let in. Try again in a moment.',
        {
          cause: error,
        },
      );
    }
  }
}

function refused(message: string, cause?: unknown): WissilError {
  return new WissilError('UNAUTHENTICATED', message, { cause });
}
