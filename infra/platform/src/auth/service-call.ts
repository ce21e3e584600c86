import type { IncomingMessage } from 'node:http';
import { ForbiddenError } from '../errors/index.ts';
import { type Caller, callerOf } from './caller.ts';
import { IDENTITY_HEADER, IdentitySigner, type IdentityVerifier } from './identity-token.ts';
import type { InstallationSecret } from './installation-secret.ts';

/** Sends a request to an `/internal/` route of another service of the installation. */
export type ServiceFetch = (url: string, init?: RequestInit) => Promise<Response>;

/** @param name of the service that asks */
export function serviceFetch(secret: InstallationSecret, name: string): ServiceFetch {
  const signer = new IdentitySigner(secret);
  const service = serviceCaller(name);
  return async (url, init = {}) => {
    const headers = new Headers(init.headers);
    headers.set(IDENTITY_HEADER, await signer.tokenFor(service));
    return fetch(url, { ...init, headers });
  };
}

/** One of WISSIL's own services, which may nothing that the permission table names. */
export function serviceCaller(name: string): Caller {
  return callerOf({ kind: 'service', subject: name, name, role: 'AGENT', actions: [], credential: '', expiresAt: 0 }, '');
}

/**
 * For `/internal/` routes, which are for other services of the installation alone.
 * @throws WissilError UNAUTHENTICATED for who is not signed, ForbiddenError for who is no service
 */
export async function assertService(request: IncomingMessage, verifier: IdentityVerifier): Promise<Caller> {
  const { [IDENTITY_HEADER]: token } = request.headers;
  const caller = await verifier.verify(typeof token === 'string' ? token : undefined);
  if (caller.kind !== 'service') throw new ForbiddenError('internal', caller.name);
  return caller;
}
