import { randomUUID } from 'node:crypto';
import { CompactEncrypt, compactDecrypt, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { WissilError } from '../errors/index.ts';
import type { InstallationSecret } from './installation-secret.ts';
import { type Action, isAction } from './permissions.ts';

/** Where LANDING gives access tokens to whoever can read the installation's secret: scripts and tests, which cannot sign in. */
export const LOCAL_TOKENS_PATH = '/internal/access-tokens';

/** The longest request: every action and a long name. */
export const LOCAL_TOKEN_REQUEST_BYTES = 8_192;

/** A request is good for so long, once. */
export const LOCAL_REQUEST_SECONDS = 60;

const TYPE = 'wissil-local-token+jwt';
const ISSUER = 'wissil';
const AUDIENCE = 'wissil-landing';
const CLOCK_TOLERANCE_SECONDS = 5;
const DEADLINE_MS = 10_000;

const demand = z.object({
  /** Of the local user that the token works for. */
  role: z.enum(['DESIGNER', 'ENGINEER', 'ADMIN']),
  /** Which of them, where the role's one is not enough: who approves what the other asked for. */
  person: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,29}$/)
    .optional(),
  kind: z.enum(['TOOL', 'AGENT']),
  name: z.string(),
  days: z.number(),
  /** Not given: all that the role and the kind of token allow. */
  scopes: z.array(z.custom<Action>(isAction)).max(200).optional(),
});

/** What is asked for. LANDING judges the values. */
export type LocalTokenDemand = z.infer<typeof demand>;

const claims = demand.extend({ jti: z.uuid() });

/**
 * An access token of a local user, from a LANDING that runs with this secret. Neither the request nor the answer is of use to
 * who answers at `landingUrl` without knowing the secret.
 * @param options.landingUrl LANDING's origin inside the installation
 * @throws WissilError UNAVAILABLE where no LANDING answers, UNAUTHENTICATED where it is of another installation, INVALID_INPUT for what it
 * does not give
 */
export async function requestLocalToken(options: LocalTokenDemand & { landingUrl: string; secret: InstallationSecret }): Promise<string> {
  const { landingUrl, secret, ...asked } = options;
  const response = await fetch(`${landingUrl}${LOCAL_TOKENS_PATH}`, {
    method: 'POST',
    headers: { 'content-type': 'application/jwt' },
    body: await signedDemand(secret, asked),
    redirect: 'error',
    signal: AbortSignal.timeout(DEADLINE_MS),
  }).catch((error: unknown) => {
    throw new WissilError('UNAVAILABLE', `WISSIL does not answer at ${landingUrl}: start it, or set LANDING_PORT to where it runs.`, {
      cause: error,
    });
  });
  const body = (await response.json().catch(() => undefined)) as LocalTokenAnswer | undefined;
  if (response.ok && body?.sealed !== undefined) return openSealed(secret, body.sealed, landingUrl);
  const { message = '', extensions } = body?.errors?.[0] ?? {};
  const code = REFUSALS.find((each) => each === extensions?.code);
  throw code === undefined ? stranger(landingUrl) : new WissilError(code, message);
}

/** What LANDING says; any other answer is somebody else's. */
const REFUSALS = ['UNAUTHENTICATED', 'INVALID_INPUT', 'CONFLICT', 'PAYLOAD_TOO_LARGE', 'UNAVAILABLE', 'INTERNAL_SERVER_ERROR'] as const;

interface LocalTokenAnswer {
  /** The access token, encrypted with the installation's secret. */
  sealed?: string;
  errors?: { message: string; extensions?: { code?: string } }[];
}

/** The body of a request. */
export function signedDemand(secret: InstallationSecret, asked: LocalTokenDemand): Promise<string> {
  return new SignJWT({ ...asked })
    .setProtectedHeader({ alg: 'HS256', typ: TYPE })
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setIssuedAt()
    .setExpirationTime(`${LOCAL_REQUEST_SECONDS}s`)
    .setJti(randomUUID())
    .sign(requestKey(secret));
}

/**
 * What a request asks for, and the id under which it may be granted once.
 * @throws WissilError UNAUTHENTICATED for anything that was not signed with this secret in the last minute
 */
export async function verifyDemand(secret: InstallationSecret, request: string): Promise<{ id: string; demand: LocalTokenDemand }> {
  try {
    const { payload } = await jwtVerify(request, requestKey(secret), {
      algorithms: ['HS256'],
      typ: TYPE,
      issuer: ISSUER,
      audience: AUDIENCE,
      requiredClaims: ['exp', 'iat', 'jti'],
      maxTokenAge: LOCAL_REQUEST_SECONDS,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
    });
    const { jti: id, ...asked } = claims.parse(payload);
    return { id, demand: asked };
  } catch (error) {
    throw new WissilError(
      'UNAUTHENTICATED',
      'The request is not signed with the secret of this installation, or is older than a minute. Use the data folder (WISSIL_DATA) or the WISSIL_SECRET that WISSIL runs with.',
      { cause: error },
    );
  }
}

/** The access token as it travels to who asked. */
export function sealToken(secret: InstallationSecret, token: string): Promise<string> {
  return new CompactEncrypt(new TextEncoder().encode(token)).setProtectedHeader({ alg: 'dir', enc: 'A256GCM' }).encrypt(answerKey(secret));
}

async function openSealed(secret: InstallationSecret, sealed: string, landingUrl: string): Promise<string> {
  try {
    const options = { keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'] };
    return new TextDecoder().decode((await compactDecrypt(sealed, answerKey(secret), options)).plaintext);
  } catch {
    throw stranger(landingUrl);
  }
}

function stranger(landingUrl: string): WissilError {
  return new WissilError(
    'UNAVAILABLE',
    `What answers at ${landingUrl} is no LANDING of this installation: set LANDING_PORT to where WISSIL runs.`,
  );
}

function requestKey(secret: InstallationSecret): Uint8Array {
  return secret.derive('local access token');
}

function answerKey(secret: InstallationSecret): Uint8Array {
  return secret.derive('answer with a local access token');
}
