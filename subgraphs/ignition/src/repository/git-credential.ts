import type { IncomingMessage } from 'node:http';
import { type Caller, IDENTITY_HEADER, type IdentityClient, type IdentityVerifier } from '@wissil/platform/auth';
import { WissilError } from '@wissil/platform/errors';

export interface GitCredentialParts {
  identities: Pick<IdentityClient, 'authenticate'>;
  verifier: IdentityVerifier;
}

/**
 * Who sends a request of Git's: a service of the installation, or the person for whom it works, by the identity that it has signed; otherwise who
 * has the access token that is given as the password (the user name does not matter). A browser's session is none: no page can make one push.
 * @throws WissilError UNAUTHENTICATED
 */
export async function gitCaller(request: IncomingMessage, { identities, verifier }: GitCredentialParts): Promise<Caller> {
  const { headers } = request;
  const { [IDENTITY_HEADER]: signed } = headers;
  if (signed !== undefined) return verifier.verify(typeof signed === 'string' ? signed : undefined);
  const password = basicPassword(headers.authorization);
  if (password !== undefined) headers.authorization = `Bearer ${password}`;
  delete headers.cookie;
  if (headers.authorization === undefined)
    throw new WissilError(
      'UNAUTHENTICATED',
      'Give an access token as the password: your account page makes one with project.read and project.write.',
    );
  return identities.authenticate(request);
}

/** Of RFC 7617, in which the user name ends at the first colon. */
function basicPassword(authorization: string | undefined): string | undefined {
  const encoded = /^basic +([A-Za-z0-9+/]+=*)$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  return pair.slice(pair.indexOf(':') + 1);
}
