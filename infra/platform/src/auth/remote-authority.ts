import { z } from 'zod';
import type { Identity } from './caller.ts';
import type { Credential } from './credential.ts';
import type { IdentityAuthority } from './identity-authority.ts';
import { IDENTITY_HEADER, type IdentitySigner } from './identity-token.ts';
import { type Action, isAction, ROLES } from './permissions.ts';
import { serviceCaller } from './service-call.ts';

/** Where LANDING answers other services of the installation. */
export const IDENTITIES_PATH = '/internal/identities';

/** Of one question. */
const MOST_CREDENTIALS = 500;

const DEADLINE_MS = 3_000;

export const identitiesQuestion = z.object({
  use: z.enum(['use', 'watch']),
  credentials: z
    .array(z.object({ kind: z.enum(['session', 'token']), secret: z.string().max(200) }))
    .min(1)
    .max(MOST_CREDENTIALS),
});

const identity = z.object({
  kind: z.enum(['human', 'tool', 'agent', 'service']),
  subject: z.string(),
  name: z.string(),
  email: z.string().optional(),
  role: z.enum(ROLES),
  actions: z.array(z.custom<Action>(isAction)).optional(),
  credential: z.string(),
  credentialName: z.string().optional(),
  expiresAt: z.number(),
});

const answer = z.object({ identities: z.array(identity.nullable()) });

/** LANDING in another process. @param url its origin inside the installation */
export function remoteAuthority(url: string, signer: IdentitySigner): IdentityAuthority {
  const service = serviceCaller('gateway');
  const ask = async (credentials: readonly Credential[], use: 'use' | 'watch'): Promise<(Identity | undefined)[]> => {
    const response = await fetch(`${url}${IDENTITIES_PATH}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [IDENTITY_HEADER]: await signer.tokenFor(service) },
      body: JSON.stringify({ credentials, use }),
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    if (!response.ok) throw new Error(`LANDING answered with HTTP ${response.status} when it was asked who somebody is.`);
    const { identities } = answer.parse(await response.json());
    if (identities.length !== credentials.length)
      throw new Error('LANDING answered for another number of credentials than it was asked about.');
    return identities.map((found) => (found ?? undefined) as Identity | undefined);
  };
  return {
    async resolve(credentials, use) {
      const parts: Promise<(Identity | undefined)[]>[] = [];
      for (let start = 0; start < credentials.length; start += MOST_CREDENTIALS) {
        parts.push(ask(credentials.slice(start, start + MOST_CREDENTIALS), use));
      }
      return (await Promise.all(parts)).flat();
    },
  };
}
