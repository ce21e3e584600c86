import { jwtVerify, SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { WissilError } from '../errors/index.ts';
import { type Caller, callerOf, type Identity } from './caller.ts';
import type { InstallationSecret } from './installation-secret.ts';
import { isAction, ROLES } from './permissions.ts';

/** The header that carries it from the gateway to a subgraph. */
export const IDENTITY_HEADER = 'x-wissil-identity';

const ISSUER = 'wissil';
const AUDIENCE = 'wissil-subgraph';
const TYPE = 'wissil-identity+jwt';
const ALGORITHM = 'HS256';
const LIFETIME_SECONDS = 60;
/** A token is replaced at half of its life, so that none ends on its way. */
const RENEW_AFTER_MS = (LIFETIME_SECONDS * 1_000) / 2;
const CLOCK_TOLERANCE_SECONDS = 5;

/** Says for whom a request to a subgraph is made. Signing happens once per caller and half minute. */
export class IdentitySigner {
  readonly #key: Uint8Array;
  readonly #tokens = new WeakMap<Caller, { token: string | Promise<string>; renewAt: number }>();

  constructor(secret: InstallationSecret) {
    this.#key = secret.derive('identity token');
  }

  tokenFor(caller: Caller): string | Promise<string> {
    const known = this.#tokens.get(caller);
    const now = Date.now();
    if (known && known.renewAt > now) return known.token;
    const entry: { token: string | Promise<string>; renewAt: number } = { token: this.#sign(caller), renewAt: now + RENEW_AFTER_MS };
    this.#tokens.set(caller, entry);
    void (entry.token as Promise<string>).then((token) => (entry.token = token));
    return entry.token;
  }

  #sign(caller: Caller): Promise<string> {
    const { kind, name, role, credential, credentialName, address } = caller;
    const actions = caller.scope === role ? undefined : [...caller.permissions];
    return new SignJWT({ kind, name, role, actions, credential, credentialName, address })
      .setProtectedHeader({ alg: ALGORITHM, typ: TYPE })
      .setSubject(caller.subject)
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setIssuedAt()
      .setExpirationTime(`${LIFETIME_SECONDS}s`)
      .sign(this.#key);
  }
}

const claims = z.object({
  sub: z.string(),
  kind: z.enum(['human', 'tool', 'agent', 'service']),
  name: z.string(),
  role: z.enum(ROLES),
  actions: z.array(z.custom<Identity['actions'] extends readonly (infer Action)[] | undefined ? Action : never>(isAction)).optional(),
  credential: z.string(),
  credentialName: z.string().optional(),
  address: z.string(),
  exp: z.number(),
});

/** Remembers what it has verified until that expires. */
export class IdentityVerifier {
  readonly #key: Uint8Array;
  readonly #verified = new LRUCache<string, { caller: Caller; expiresAt: number }>({ max: 10_000 });

  constructor(secret: InstallationSecret) {
    this.#key = secret.derive('identity token');
  }

  /** @throws WissilError UNAUTHENTICATED for anything but a token that a service of this installation signed less than a minute ago */
  async verify(token: string | undefined): Promise<Caller> {
    if (token === undefined || token === '') throw refused('A request to a subgraph carries the identity that the gateway signed.');
    const known = this.#verified.get(token);
    if (known && known.expiresAt > Date.now()) return known.caller;
    const identity = await this.#read(token);
    const expiresAt = identity.exp * 1_000;
    const caller = callerOf({ ...identity, subject: identity.sub, expiresAt } as Identity, identity.address);
    this.#verified.set(token, { caller, expiresAt });
    return caller;
  }

  async #read(token: string) {
    try {
      const { payload } = await jwtVerify(token, this.#key, {
        algorithms: [ALGORITHM],
        typ: TYPE,
        issuer: ISSUER,
        audience: AUDIENCE,
        requiredClaims: ['exp', 'iat', 'sub'],
        maxTokenAge: LIFETIME_SECONDS,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
      });
      return claims.parse(payload);
    } catch (error) {
      throw refused('The identity of the request is not one that this installation signed, or it has expired.', error);
    }
  }
}

function refused(message: string, cause?: unknown): WissilError {
  return new WissilError('UNAUTHENTICATED', message, { cause });
}
